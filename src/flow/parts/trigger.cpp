// What starts a flow.
#include <memory>
#include <utility>

#include "flow/date.h"
#include "flow/parts/parts.h"
#include "flow/schedule.h"

namespace beckon::flow {
namespace {

void read_event(Reader* reader, Trigger* trigger) {
  reader->check_members({"event", "where"});
  trigger->name = reader->event_name("event");
  if (reader->has("where")) trigger->where = reader->where("where");
}

void read_segment(Reader* reader, Trigger* trigger) {
  reader->check_members({"segment", "on"});
  trigger->name = reader->segment_key("segment");
  const bool left = reader->word("on", {"entered", "left"}) == "left";
  trigger->on = left ? Trigger::On::segment_left : Trigger::On::segment_entered;
}

void read_list(Reader* reader, Trigger* trigger) {
  reader->check_members({"list", "on"});
  trigger->on = Trigger::On::list_joined;
  trigger->name = reader->list_key("list");
  if (reader->has("on")) reader->word("on", {"joined"});
}

void read_date_trigger(Reader* reader, Trigger* trigger) {
  reader->check_members({"date", "offset", "time", "yearly"});
  trigger->on = Trigger::On::date;
  trigger->date = read_date(reader);
}

void read_schedule_trigger(Reader* reader, Trigger* trigger) {
  reader->check_members({"schedule", "zone"});
  trigger->on = Trigger::On::schedule;
  const Zone* zone = read_zone(reader);
  const schema::Value* source = reader->find("schedule");
  if (!source->is_string() || source->as_string().size() > limits::schedule_bytes) {
    reader->text("schedule", {"schedule_bytes", limits::schedule_bytes});
    return;
  }
  trigger->name = source->as_string();
  ReadPattern read = read_schedule(trigger->name);
  if (read.pattern == nullptr) return reader->issue("schedule", read.mistake, read.hint);
  trigger->schedule = std::make_shared<const Schedule>(std::move(read.pattern), zone);
}

void read_call(Reader* reader, Trigger* trigger) {
  reader->check_members({"call"});
  trigger->on = Trigger::On::call;
  if (!reader->flag("call") && reader->find("call")->is_bool()) {
    reader->issue("call", "expected true", R"({"call": true}: started by flows.start alone)");
  }
}

struct Kind {
  std::string member; // the one that names it
  void (*read)(Reader* reader, Trigger* trigger);
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> table = {
      {"event", read_event},       {"segment", read_segment},           {"list", read_list},
      {"date", read_date_trigger}, {"schedule", read_schedule_trigger}, {"call", read_call},
  };
  return table;
}

} // namespace

void read_trigger(Reader* document, Definition* definition) {
  const schema::Value* source = document->find("trigger");
  const std::string hint = R"({"event": name}, {"segment": key, "on": "entered"}, {"list": key}, )"
                           R"({"date": path}, {"schedule": rule} or {"call": true})";
  if (source == nullptr) return document->missing("trigger", hint);
  if (!source->is_object()) return document->issue("trigger", object_expected(*source), hint);
  Reader reader(*source, "/trigger", &document->reading());
  std::vector<std::string> known;
  for (const Kind& kind : kinds()) {
    if (reader.has(kind.member)) return kind.read(&reader, &definition->trigger);
    known.push_back(kind.member);
  }
  reader.check_members(known);
  document->issue("trigger", "nothing in it starts a flow", hint);
}

} // namespace beckon::flow
