// Whole e-mails: the order's mail of the benchmark liquid, rendered, its text made of its HTML, its
// links counted, its MIME written; one after the other on one core. Beside liquidjs and nodemailer.
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "engine/compose.h"
#include "liquid/texts.h"
#include "message/dkim.h"
#include "schema/json.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/rate.h"
#include "support/report.h"

namespace {

using beckon::schema::Value;
using namespace beckon::engine;

constexpr const char* kSettings = R"({"public_url": "https://mail.shop.example"})";
// A key made for this benchmark.
constexpr const char* kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

// All that one message is made of but its number.
class Mail {
 public:
  Mail(const std::string& html, Value scope, bool marketing)
      : scope_(std::move(scope)),
        settings_(beckon::schema::parse_json(kSettings)),
        links_(settings_, "0123456789abcdef"),
        compiled_(
            compile_template(Value::object({{"channel", "email"},
                                            {"kind", marketing ? "marketing" : "transactional"},
                                            {"from", "Tea & Company <hello@shop.example>"},
                                            {"subject", "Your order {{ event.order_id }}"},
                                            {"html", html}}),
                             [](const std::string&) { return std::nullopt; })) {
    beckon::Issues issues;
    policy_ = compile_policy(settings_, &issues);
    send_.channel = "email";
    send_.marketing = marketing;
    send_.template_key = "order";
    send_.address = "zoe@example.org";
    send_.key = std::string(16, 'k');
    reading_.now = 1'709'283'600'000;
  }

  beckon::provider::Message compose() {
    ++send_.number;
    return compose_message({send_, compiled_, scope_, reading_, policy_, links_});
  }

 private:
  const Value scope_, settings_;
  const LinkMaker links_;
  const CompiledTemplate compiled_;
  Policy policy_;
  SendRow send_;
  Reading reading_;
};

// Runs the peer and holds what it rendered against ours.
double ask_peer(const std::string& command, const std::string& folder, const std::string& data,
                const std::string& ours, const std::string& seconds) {
  const std::string output = folder + "/nodemailer.html";
  const std::string line =
      command + " " + data + "/mail.liquid " + data + "/scope.json " + output + " " + seconds;
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run: " + line);
  double rate = 0;
  const int read = std::fscanf(pipe, "%lf", &rate);
  if (pclose(pipe) != 0 || read != 1) throw std::runtime_error("the peer failed: " + line);
  if (bench::same_quotes(bench::file_text(output)) != bench::same_quotes(ours)) {
    throw std::runtime_error("the peer composes something else: " + output);
  }
  return rate;
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder"), data = arguments.text("data");
  bench::make_empty_folder(folder);
  const std::string html = bench::file_text(data + "/mail.liquid");
  const Value scope = beckon::schema::parse_json(bench::file_text(data + "/scope.json"));
  const double seconds = static_cast<double>(arguments.number("milliseconds")) / 1'000;
  Mail plain(html, scope, false), counted(html, scope, true);
  const auto first = plain.compose();
  double peer = 0;
  if (!arguments.text("peer").empty()) {
    peer = ask_peer(arguments.text("peer"), folder, data, first.html, std::to_string(seconds));
  }
  size_t bytes = 0; // of all messages, so that none of them can be left out
  const double rate = bench::rate(seconds, [&] { bytes += plain.compose().mime.size(); });
  if (bytes % first.mime.size() != 0) throw std::runtime_error("a message differed from the first");
  bench::report("compose", "message_bytes", static_cast<double>(first.mime.size()));
  if (peer == 0) bench::report("compose", "messages_per_s", rate);
  else bench::report("compose", "messages_per_s", rate, bench::Better::higher, "nodemailer", peer);
  bench::report("compose", "messages_with_counted_links_per_s",
                bench::rate(seconds, [&] { bytes += counted.compose().mime.size(); }));
  bench::report("compose", "messages_signed_ed25519_per_s", bench::rate(seconds, [&] {
                  const auto message = plain.compose();
                  bytes += beckon::message::dkim_signature(
                               message.mime, {"shop.example", "mail", kKey}, message.at)
                               .size();
                }));
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/compose"},
                          {"data", "benchmarks/liquid"},
                          {"peer", ""},
                          {"milliseconds", "1000"}}));
  });
}
