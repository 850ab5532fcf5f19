// Malformed definitions, each with every issue that it must answer.
#include "base/limits.h"
#include "flow/nodes/registry.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

using Lines = std::vector<std::string>;

const std::string kTriggers =
    R"( ({"event": name}, {"segment": key, "on": "entered"}, {"list": key}, {"date": path}, )"
    R"({"schedule": rule} or {"call": true}))";

struct Row {
  const char* members; // replaced in a sound flow
  Lines issues;
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.members);
    CHECK(issues_of(flow_with(row.members)) == row.issues);
  }
}

TEST_CASE("a flow is an object") {
  CHECK(issues_of(schema::Value("flow")) ==
        Lines{": expected an object, found string (a flow is a JSON object)"});
  CHECK(issues_of(schema::Value()) ==
        Lines{": expected an object, found null (a flow is a JSON object)"});
}

TEST_CASE("an empty flow lacks everything at once") {
  CHECK(issues_of(schema::Value::object()) ==
        Lines{": the member \"key\" is missing", ": the member \"trigger\" is missing" + kTriggers,
              ": the member \"start\" is missing",
              ": the member \"nodes\" is missing ({\"welcome\": {\"type\": \"message\", …}})"});
}

TEST_CASE("mistakes in the members of a flow") {
  const std::string long_key(limits::key_bytes + 1, 'k');
  check_rows({
      {R"({"priority": 1, "filters": {"everyone": true}})",
       {"/priority: unknown member \"priority\" (known: \"key\", \"name\", \"trigger\", "
        "\"filter\", \"reentry\", \"entry_key\", \"again\", \"include_existing\", \"exit_when\", "
        "\"goal\", \"message_filter\", \"zone\", \"max_entries\", \"max_active\", "
        "\"send_rate\", \"start\", \"nodes\")",
        "/filters: unknown member \"filters\" (did you mean \"filter\"?)"}},
      {R"({"key": 5, "name": ""})",
       {"/key: expected a string, found integer", "/name: \"name\" must not be empty"}},
      {R"({"key": "a\nb"})", {"/key: \"key\" contains a control character"}},
      {R"({"again": "yes", "include_existing": 1})",
       {"/again: expected true or false, found string",
        "/include_existing: expected true or false, found integer"}},
      {R"({"start": null})", {": the member \"start\" is missing"}},
      {R"({"start": ["a"]})", {"/start: expected a string, found array"}},
  });
  schema::Value document = flow_with("{}");
  document.set("key", long_key);
  CHECK(issues_of(document) == Lines{"/key: \"key\" has too many bytes (limit key_bytes: 120)"});
}

TEST_CASE("mistakes in a trigger") {
  const std::string hint = kTriggers;
  const std::string long_name(limits::event_name_bytes + 1, 'e');
  check_rows({
      {R"({"trigger": "Signed Up"})", {"/trigger: expected an object, found string" + hint}},
      {R"({"trigger": {}})", {"/trigger: nothing in it starts a flow" + hint}},
      {R"({"trigger": {"lst": "news"}})",
       {"/trigger/lst: unknown member \"lst\" (did you mean \"list\"?)",
        "/trigger: nothing in it starts a flow" + hint}},
      {R"({"trigger": {"event": ""}})", {"/trigger/event: \"event\" must not be empty"}},
      {R"({"trigger": {"event": "Order *"}})",
       {"/trigger/event: a wildcard stands for no single event (write the whole event name)"}},
      {R"({"trigger": {"event": "Signed Up", "segment": "vip"}})",
       {"/trigger/segment: unknown member \"segment\" (known: \"event\", \"where\")"}},
      {R"({"trigger": {"segment": "vips", "on": "enterd"}})",
       {"/trigger/segment: there is no segment \"vips\" (create the segment first)",
        "/trigger/on: unknown value \"enterd\" (did you mean \"entered\"?)"}},
      {R"({"trigger": {"segment": "vip"}})", {"/trigger: the member \"on\" is missing"}},
  });
  schema::Value document = flow_with("{}");
  document.find("trigger")->set("event", long_name);
  CHECK(issues_of(document) ==
        Lines{"/trigger/event: \"event\" has too many bytes (limit event_name_bytes: 200)"});
}

TEST_CASE("mistakes in the re-entry policy") {
  const std::string policies =
      " (\"never\", \"after_exit\", {\"after\": \"30d\"} or \"concurrent_by_key\")";
  const std::string by_key = " (set \"reentry\" to \"concurrent_by_key\")";
  check_rows({
      {R"({"reentry": "nevr"})", {"/reentry: unknown value \"nevr\" (did you mean \"never\"?)"}},
      {R"({"reentry": 1})", {"/reentry: expected a policy" + policies}},
      {R"({"reentry": "after"})", {"/reentry: expected a policy" + policies}},
      {R"({"reentry": {}})", {"/reentry: the member \"after\" is missing"}},
      {R"({"reentry": {"after": "0d", "from": "exit"}})",
       {"/reentry/from: unknown member \"from\" (known: \"after\")",
        "/reentry/after: a duration must be longer than zero"}},
      {R"({"reentry": "concurrent_by_key"})",
       {": the member \"entry_key\" is missing (such as \"event.cart_id\": what tells entries "
        "apart)"}},
      {R"({"reentry": "concurrent_by_key", "entry_key": "cart_id"})",
       {"/entry_key: expected a path that begins with \"event.\" (write \"event.cart_id\")"}},
      {R"({"reentry": "concurrent_by_key", "entry_key": "event.cart..id"})",
       {"/entry_key: the path has an empty step (write it as \"address.city\")"}},
      {R"({"reentry": "concurrent_by_key", "entry_key": 4})",
       {"/entry_key: expected a string, found integer"}},
      {R"({"reentry": "concurrent_by_key", "entry_key": "event.id",
           "trigger": {"segment": "vip", "on": "entered"}})",
       {"/reentry: \"concurrent_by_key\" needs an event as trigger"}},
      {R"({"entry_key": "event.id", "again": true})",
       {"/entry_key: no entry key is asked for by this re-entry policy" + by_key,
        "/again: \"again\" has no meaning under this re-entry policy" + by_key}},
      {R"({"reentry": "sometimes", "entry_key": "event.id", "again": true})",
       {"/reentry: unknown value \"sometimes\" (known: \"never\", \"after_exit\", "
        "\"concurrent_by_key\")"}},
  });
}

TEST_CASE("only segments and lists have members that exist already") {
  const Lines refused = {
      "/include_existing: only a flow triggered by entering a segment or by joining a list can "
      "start those already there"};
  check_rows({
      {R"({"include_existing": true})", refused},
      {R"({"include_existing": true, "trigger": {"segment": "vip", "on": "left"}})", refused},
      {R"({"include_existing": false})", {}},
  });
}

TEST_CASE("mistakes in exits") {
  check_rows({
      {R"({"exit_when": {"event": "Order Placed"}})",
       {"/exit_when: expected an array of events and conditions "
        "([{\"event\": \"Order Placed\"}])"}},
      {R"({"exit_when": [{"event": ""}, {"event": "Order *"}, {"event": 3}]})",
       {"/exit_when/0/event: \"event\" must not be empty",
        "/exit_when/1/event: a wildcard stands for no single event (write the whole event name)",
        "/exit_when/2/event: expected a string, found integer"}},
      {R"({"exit_when": [{"event": "A", "mach": {"property": "a", "equals": "entry.a"}}]})",
       {"/exit_when/0/mach: unknown member \"mach\" (did you mean \"match\"?)"}},
      {R"({"exit_when": [{"event": "A", "match": "cart_id"}]})",
       {"/exit_when/0/match: expected an object, found string "
        "({\"property\": \"cart_id\", \"equals\": \"entry.cart_id\"})"}},
      {R"({"exit_when": [{"event": "A", "match": {"proprty": "a"}}]})",
       {"/exit_when/0/match/proprty: unknown member \"proprty\" (did you mean \"property\"?)",
        "/exit_when/0/match: the member \"property\" is missing",
        "/exit_when/0/match: the member \"equals\" is missing"}},
      {R"({"exit_when": [{"event": "A", "match": {"property": "a\"b", "equals": "event.a"}}]})",
       {"/exit_when/0/match/equals: expected a path that begins with \"entry.\" "
        "(write \"entry.event.a\")"}},
      {R"({"exit_when": [{"event": "A", "match": {"property": "\"a", "equals": "entry."}}]})",
       {"/exit_when/0/match/property: the path has an unbalanced quote",
        "/exit_when/0/match/equals: the path has an empty step (write it as \"address.city\")"}},
      {R"({"trigger": {"segment": "vip", "on": "left"},
           "exit_when": [{"event": "A", "match": {"property": "a", "equals": "entry.a"}}]})",
       {"/exit_when/0/match/equals: nothing is known here of what started the entry (leave out "
        "\"match\", or trigger the flow by an event or by {\"call\": true})"}},
  });
}

TEST_CASE("mistakes in goals, caps, rates and zones") {
  const std::string goal = " ({\"event\": \"Order Placed\", \"within\": \"5d\"})";
  check_rows({
      {R"({"goal": "Order Placed"})", {"/goal: expected an object, found string" + goal}},
      {R"({"goal": {"within": "5d"}})",
       {"/goal: a goal needs an event, or a condition under \"when\"" + goal}},
      {R"({"goal": {"event": "A *", "count": {"gte": 2}, "within": "0d"}})",
       {"/goal/count: unknown member \"count\" (known: \"event\", \"where\", \"match\", "
        "\"within\")",
        "/goal/event: a wildcard stands for no single event (write the whole event name)",
        "/goal/within: a duration must be longer than zero"}},
      {R"({"max_entries": 0, "max_active": "many"})",
       {"/max_entries: expected a whole number from 1 to 9007199254740992",
        "/max_active: expected a whole number from 1 to 9007199254740992"}},
      {R"({"max_entries": 5, "max_active": 6})",
       {"/max_active: more at one time than ever may enter "
        "(\"max_active\" must not be above \"max_entries\")"}},
      {R"({"send_rate": 5})",
       {"/send_rate: expected an object, found integer ({\"limit\": 1000, \"per\": \"1h\"})"}},
      {R"({"send_rate": {"limit": 1, "per": "1y", "every": 1}})",
       {"/send_rate/every: unknown member \"every\" (known: \"limit\", \"per\")",
        "/send_rate/per: months are of different lengths (write it in days, such as \"30d\")"}},
      {R"({"zone": "Europe/Pari"})",
       {"/zone: \"Europe/Pari\" is no time zone (such as \"America/New_York\")"}},
  });
}

TEST_CASE("mistakes in counters and policies for errors") {
  const std::string policies = " (\"skip\", \"exit\" or {\"next\": key})";
  const auto message = [](const std::string& more) {
    return flow_of_node(
        R"({"type": "message", "channel": "email", "template": "welcome", )" + more + "}", false);
  };
  CHECK(issues_of(message(R"("max": 1001, "after_max": "b")")) ==
        Lines{"/nodes/a/max: expected a whole number from 1 to 1000",
              "/nodes/a/after_max: there is no node \"b\" (did you mean \"a\"?)"});
  CHECK(issues_of(message(R"("after_max": null)")) ==
        Lines{"/nodes/a/after_max: \"after_max\" has no meaning without \"max\""});
  CHECK(issues_of(message(R"("on_error": 5)")) ==
        Lines{"/nodes/a/on_error: expected a policy for errors" + policies});
  CHECK(issues_of(message(R"("on_error": "retry")")) ==
        Lines{"/nodes/a/on_error: unknown value \"retry\" (known: \"skip\", \"exit\")"});
  CHECK(issues_of(message(R"("on_error": {"goto": "b"})")) ==
        Lines{"/nodes/a/on_error/goto: unknown member \"goto\" (known: \"next\")",
              "/nodes/a/on_error: the member \"next\" is missing (the node to go to)"});
  CHECK(issues_of(message(R"("on_error": {"retry": 11, "then": []})")) ==
        Lines{"/nodes/a/on_error/retry: expected a whole number from 1 to 10",
              "/nodes/a/on_error: the member \"after\" is missing",
              "/nodes/a/on_error/then: expected a policy for errors" + policies});
  CHECK(issues_of(flow_of_node(R"({"type": "delay", "for": "1h", "on_error": "exit"})", false)) ==
        Lines{"/nodes/a/on_error: unknown member \"on_error\" (known: \"type\", \"for\", \"next\", "
              "\"max\", \"after_max\")"});
}

TEST_CASE("mistakes in conditions are reported where they stand") {
  Issues issues;
  CHECK(parse_flow(flow_with(R"({"filter": {"segment": "vips"}, "exit_when": [
            {"everyone": true}, {"event": "A", "count": {"gte": "two"}}, 7]})"),
                   KnownNames(), &issues) == nullptr);
  REQUIRE(issues.size() == 3);
  CHECK(issues[0].pointer == "/filter/segment");
  CHECK(issues[1].pointer == "/exit_when/1/count/gte");
  CHECK(issues[2].pointer == "/exit_when/2");
}

TEST_CASE("mistakes in nodes") {
  std::string types;
  for (const std::string& type : node_types())
    types += (types.empty() ? "" : ", ") + ('"' + type + '"');
  types = " (known: " + types + ")";
  check_rows({
      {R"({"nodes": []})",
       {"/nodes: expected an object of at least one node ({\"welcome\": {\"type\": \"message\", "
        "…}})"}},
      {R"({"nodes": {}})",
       {"/nodes: expected an object of at least one node ({\"welcome\": {\"type\": \"message\", "
        "…}})"}},
      {R"({"nodes": {"a": "exit"}})",
       {"/nodes/a: expected an object, found string ({\"type\": …})"}},
      {R"({"nodes": {"a": {}}})", {"/nodes/a: the member \"type\" is missing"}},
      {R"({"nodes": {"a": {"type": "delai", "for": "1h"}}})",
       {"/nodes/a/type: unknown value \"delai\" (did you mean \"delay\"?)"}},
      {R"({"nodes": {"a": {"type": "http_request"}}})",
       {"/nodes/a/type: unknown value \"http_request\"" + types}},
      {R"({"nodes": {"a": {"type": "exit"}, "": {"type": "exit"}}})",
       {"/nodes/: the name must not be empty",
        "/nodes/: no path leads from the start to this node (remove it, or lead a node to it)"}},
      {R"({"start": "x/~y", "nodes": {"x/~y": {"type": "delay"}}})",
       {"/nodes/x~1~0y: the member \"for\" is missing"}},
  });
}

TEST_CASE("mistakes in the graph") {
  const std::string unreachable =
      ": no path leads from the start to this node (remove it, or lead a node to it)";
  check_rows({
      {R"({"start": "welcome"})", {"/start: there is no node \"welcome\" (known: \"a\")"}},
      {R"({"start": "welcom", "nodes": {"welcome": {"type": "exit"}, "other": {"type": "exit"}}})",
       {"/start: there is no node \"welcom\" (did you mean \"welcome\"?)",
        "/nodes/other" + unreachable}},
      {R"({"nodes": {"a": {"type": "delay", "for": "1h", "next": "finish"},
                     "island": {"type": "delay", "for": "1h", "next": "shore"},
                     "shore": {"type": "exit"}}})",
       {"/nodes/a/next: there is no node \"finish\" (known: \"a\", \"island\", \"shore\")",
        "/nodes/island" + unreachable, "/nodes/shore" + unreachable}},
      // A misspelled target makes no other node look unreachable, nor does a node unread.
      {R"({"nodes": {"a": {"type": "delay", "for": "1h", "next": "remnd"},
                     "remind": {"type": "exit"}}})",
       {"/nodes/a/next: there is no node \"remnd\" (did you mean \"remind\"?)"}},
      {R"({"nodes": {"a": {"type": "dellay", "for": "1h", "next": "b"}, "b": {"type": "exit"}}})",
       {"/nodes/a/type: unknown value \"dellay\" (did you mean \"delay\"?)"}},
      {R"({"nodes": {"a": {"type": "delay", "for": "1h", "next": 5}, "b": {"type": "exit"}}})",
       {"/nodes/a/next: expected a string, found integer"}},
  });
}

TEST_CASE("a loop needs a counter") {
  const std::string hint = " (give one of its nodes a \"max\", how often an entry may pass it)";
  check_rows({
      {R"({"nodes": {"a": {"type": "update_profile", "set": {"x": 1}, "next": "a"}}})",
       {"/nodes/a: a loop without a counter: a -> a" + hint}},
      // That time passes in it does not end it.
      {R"({"nodes": {"a": {"type": "delay", "for": "1s", "next": "a"}}})",
       {"/nodes/a: a loop without a counter: a -> a" + hint}},
      {R"({"nodes": {"a": {"type": "delay", "for": "1s", "next": "a", "max": 3}}})", {}},
      {R"({"nodes": {
          "a": {"type": "split", "branches": [{"when": {"everyone": true}, "next": "b"}],
                "else": "d"},
          "b": {"type": "update_profile", "set": {"x": 1}, "next": "c"},
          "c": {"type": "split", "branches": [{"when": {"everyone": true}, "next": "a"}],
                "else": "b"},
          "d": {"type": "update_profile", "set": {"x": 1}, "next": "e"},
          "e": {"type": "split", "branches": [{"when": {"everyone": true}, "next": "d"}]}}})",
       {"/nodes/a: a loop without a counter: a -> b -> c -> a" + hint,
        "/nodes/d: a loop without a counter: d -> e -> d" + hint}},
      // One counter may stand in several loops; a loop beside it is still without.
      {R"({"nodes": {
          "a": {"type": "split", "branches": [{"when": {"everyone": true}, "next": "b"}],
                "else": "c", "max": 2},
          "b": {"type": "delay", "for": "1d", "next": "a"},
          "c": {"type": "split", "branches": [{"when": {"everyone": true}, "next": "d"}],
                "else": "a"},
          "d": {"type": "delay", "for": "1d", "next": "c"}}})",
       {"/nodes/c: a loop without a counter: c -> d -> c" + hint}},
      // Where an entry goes once the counter is used up, nothing counts any more.
      {R"({"nodes": {
          "a": {"type": "delay", "for": "1d", "next": "b", "max": 2, "after_max": "b"},
          "b": {"type": "delay", "for": "1d", "next": "a"}}})",
       {"/nodes/a: a loop without a counter: a -> b -> a" + hint}},
      {R"({"nodes": {
          "a": {"type": "delay", "for": "1d", "next": "b", "max": 2, "after_max": "c"},
          "b": {"type": "delay", "for": "1d", "next": "a"}, "c": {"type": "exit"}}})",
       {}},
      // An error may lead back too.
      {R"({"nodes": {"a": {"type": "message", "channel": "email", "template": "welcome",
                            "on_error": {"next": "a"}}}})",
       {"/nodes/a: a loop without a counter: a -> a" + hint}},
      // A counter that could not be read is one mistake, and still a counter.
      {R"({"nodes": {"a": {"type": "delay", "for": "1s", "next": "a", "max": 0}}})",
       {"/nodes/a/max: expected a whole number from 1 to 1000"}},
      // A loop that a misspelling only suggests is not reported.
      {R"({"nodes": {
          "first": {"type": "update_profile", "set": {"x": 1}, "next": "frst"}}, "start": "first"})",
       {"/nodes/first/next: there is no node \"frst\" (did you mean \"first\"?)"}},
  });
}

TEST_CASE("a flow with a dozen mistakes answers them all") {
  check_rows({{R"({"key": "", "trigger": {"event": "Signed Up", "form": "x"},
                   "reentry": {"after": "soon"}, "exit_when": [{"event": "A", "match": {}}],
                   "start": "z",
                   "nodes": {"a": {"type": "delay", "next": "b"},
                             "b": {"type": "message", "channel": "post", "template": "welcom"},
                             "c": {"type": "exit", "next": "a"}}})",
               {"/key: \"key\" must not be empty",
                "/trigger/form: unknown member \"form\" (known: \"event\", \"where\")",
                "/reentry/after: \"soon\" is no duration (such as \"90s\", \"2h\", \"30d\", "
                "\"1mo\")",
                "/exit_when/0/match: the member \"property\" is missing",
                "/exit_when/0/match: the member \"equals\" is missing",
                "/nodes/a: the member \"for\" is missing",
                "/nodes/b/channel: unknown value \"post\" (known: \"email\", \"sms\", \"push\", "
                "\"webhook\")",
                "/nodes/b/template: there is no template \"welcom\" (create the template first)",
                "/nodes/c/next: unknown member \"next\" (known: \"type\", \"reason\", \"max\", "
                "\"after_max\")",
                "/start: there is no node \"z\" (did you mean \"a\"?)",
                "/nodes/c: no path leads from the start to this node (remove it, or lead a node "
                "to it)"}}});
}

TEST_CASE("limits of a flow") {
  schema::Value nodes = schema::Value::object();
  for (size_t i = 0; i < limits::flow_nodes; ++i) {
    schema::Value node = schema::parse_json(R"({"type": "delay", "for": "1h"})");
    if (i + 1 < limits::flow_nodes) node.set("next", "n" + std::to_string(i + 1));
    nodes.set("n" + std::to_string(i), node);
  }
  schema::Value document = flow_with(R"({"start": "n0"})");
  document.set("nodes", nodes);
  CHECK(issues_of(document).empty());
  document.find("nodes")->set("more", schema::parse_json(R"({"type": "exit"})"));
  CHECK(issues_of(document) == Lines{"/nodes: too many nodes (limit flow_nodes: 500)"});

  document = flow_with(R"({"exit_when": []})");
  for (size_t i = 0; i < limits::flow_exits; ++i) {
    document.find("exit_when")->push_back(schema::parse_json(R"({"event": "A"})"));
  }
  CHECK(issues_of(document).empty());
  document.find("exit_when")->push_back(schema::parse_json(R"({"event": "B"})"));
  CHECK(issues_of(document) == Lines{"/exit_when: too many exits (limit flow_exits: 100)"});
}

TEST_CASE("issues have a limit of their own") {
  schema::Value document = flow_with("{}");
  for (size_t i = 0; i < limits::issues; ++i) document.set("x" + std::to_string(i), 1);
  CHECK(issues_of(document).size() == limits::issues);
  document.set("key", 1);
  document.set("filter", schema::parse_json(R"({"segment": "vips"})"));
  const Lines lines = issues_of(document);
  REQUIRE(lines.size() == limits::issues + 1);
  CHECK(lines.back() == ": further issues are not listed (limit issues: 1000)");

  // A condition's issues count too.
  document = flow_with("{}");
  for (size_t i = 0; i + 1 < limits::issues; ++i) document.set("x" + std::to_string(i), 1);
  document.set("filter", schema::parse_json(R"({"any": [{"segment": "p"}, {"segment": "q"}]})"));
  CHECK(issues_of(document).size() == limits::issues + 1);
  CHECK(issues_of(document).back() == lines.back());
}

} // namespace
} // namespace beckon::flow
