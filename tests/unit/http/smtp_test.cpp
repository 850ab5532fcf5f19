// SMTP against scripted servers: which failure says what about the message.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "unit/http/common.h"

namespace beckon::http {
namespace {

using test::SmtpServer;
using Replies = SmtpServer::Replies;

TEST_CASE("a message is taken: the last reply is the answer") {
  SmtpServer server;
  const Response response = perform_one(smtp_request(server.port()));
  CHECK(response.phase == Phase::complete);
  CHECK(response.status == 250);
  CHECK(response.body == "250 2.0.0 Ok: queued as 4F2B31C0A7");
  REQUIRE(server.messages().size() == 1);
  CHECK(server.messages()[0] == "Subject: hi\r\n\r\nhello\r\n");
  const std::vector<std::string> commands = server.commands();
  CHECK(commands[0] == "EHLO client.example");
  CHECK(commands[1].substr(0, 27) == "MAIL FROM:<shop@example.org");
  CHECK(commands[2] == "RCPT TO:<ada@example.org>");
}

TEST_CASE("a session without a message: whether the server would have it") {
  SmtpServer server;
  Request check = smtp_request(server.port());
  check.method = "NOOP";
  check.mail_from.clear();
  check.recipients.clear();
  check.body.clear();
  const auto transport = make_curl_transport();
  const Response taken = perform_one(*transport, check);
  CHECK(taken.phase == Phase::complete);
  CHECK(taken.status == 250);
  CHECK(server.commands() == std::vector<std::string>{"EHLO client.example", "NOOP"});
  // A message on the same connection is a message again.
  CHECK(perform_one(*transport, smtp_request(server.port())).status == 250);
  CHECK(server.messages().size() == 1);
  SmtpServer closed(Replies{{"GREETING", "554 no service"}});
  check.url = loopback_url("smtp", closed.port(), "/client.example");
  const Response refused = perform_one(check);
  CHECK(refused.phase == Phase::not_sent);
  CHECK(refused.body == "554 no service");
  check.url = loopback_url("smtp", test::unused_port(), "/client.example");
  CHECK(perform_one(check).phase == Phase::not_sent);
  Request letter = smtp_request(server.port());
  letter.recipients.clear();
  CHECK(perform_one(letter).error == "there is no recipient");
}

TEST_CASE("lines of dots arrive as they were") {
  SmtpServer server;
  const std::string body = "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nend.\r\n.\r\n";
  CHECK(perform_one(smtp_request(server.port(), body)).status == 250);
  REQUIRE(server.messages().size() == 1);
  CHECK(server.messages()[0] == body);
}

TEST_CASE("messages of one transport follow each other on one connection") {
  SmtpServer server;
  const auto transport = make_curl_transport();
  for (int i = 0; i < 3; ++i) {
    CHECK(perform_one(*transport, smtp_request(server.port())).status == 250);
  }
  CHECK(server.connections() == 1);
  CHECK(server.messages().size() == 3);
}

TEST_CASE("a batch arrives whole over several sessions") {
  SmtpServer server;
  std::vector<Request> requests;
  for (int i = 0; i < 50; ++i) {
    requests.push_back(smtp_request(server.port(), "Subject: " + std::to_string(i) + "\r\n\r\n"));
  }
  std::vector<int> answered(requests.size(), 0);
  make_curl_transport({.max_connections = 16, .max_per_host = 4})
      ->perform(requests, [&](size_t index, Response response) {
        CHECK(response.status == 250);
        ++answered[index];
      });
  CHECK(std::count(answered.begin(), answered.end(), 1) == 50);
  std::vector<std::string> messages = server.messages();
  std::sort(messages.begin(), messages.end());
  CHECK(messages.size() == 50);
  CHECK(std::unique(messages.begin(), messages.end()) == messages.end());
  CHECK(server.connections() <= 4);
}

TEST_CASE("a refusal of the message is complete, at whichever step") {
  struct Step {
    std::string verb, reply;
    int status;
  };
  for (const Step& step : std::vector<Step>{{"MAIL", "553 5.1.8 bad sender", 553},
                                            {"RCPT", "550 5.1.1 user unknown", 550},
                                            {"RCPT", "450 4.2.0 greylisted", 450},
                                            {"DATA", "554 5.7.1 no", 554},
                                            {"BODY", "452 4.3.1 full", 452},
                                            {"BODY", "550-5.7.1 spam\r\n550 5.7.1 really", 550}}) {
    CAPTURE(step.reply);
    SmtpServer server(Replies{{step.verb, step.reply}});
    const Response response = perform_one(smtp_request(server.port()));
    CHECK(response.phase == Phase::complete);
    CHECK(response.status == step.status);
    CHECK(response.body.substr(0, 3) == step.reply.substr(0, 3));
    CHECK(response.body.substr(response.body.size() - 4) ==
          step.reply.substr(step.reply.size() - 4));
    CHECK(server.messages().size() == (step.verb == "BODY" ? 1U : 0U));
  }
}

TEST_CASE("one refused recipient refuses the message") {
  SmtpServer server(Replies{{"RCPT", "551 5.1.6 not here"}});
  Request request = smtp_request(server.port());
  request.recipients.push_back("bob@example.org");
  CHECK(perform_one(request).status == 551);
  CHECK(server.messages().empty());
}

TEST_CASE("a failure before the body left is not_sent") {
  for (const auto& step : std::map<std::string, std::string>{{"GREETING", "close"},
                                                             {"EHLO", "close"},
                                                             {"MAIL", "reset"},
                                                             {"RCPT", "close"},
                                                             {"DATA", "close"}}) {
    CAPTURE(step.first);
    SmtpServer server(Replies{step});
    const Response response = perform_one(smtp_request(server.port()));
    CHECK(response.phase == Phase::not_sent);
    CHECK(response.status == 0);
    CHECK_FALSE(response.error.empty());
  }
  CHECK(perform_one(smtp_request(test::unused_port())).phase == Phase::not_sent);
}

TEST_CASE("a refusal of the connection is not_sent, with the code") {
  SmtpServer server(Replies{{"GREETING", "421 4.3.2 shutting down"}});
  const Response response = perform_one(smtp_request(server.port()));
  CHECK(response.phase == Phase::not_sent);
  CHECK(response.status == 421);
  CHECK(response.body == "421 4.3.2 shutting down");
}

TEST_CASE("a refused login is not_sent, with the code") {
  SmtpServer server(Replies{{"EHLO", "250-loopback\r\n250 AUTH PLAIN"}, {"AUTH", "535 5.7.8 no"}});
  Request request = smtp_request(server.port());
  request.username = "user";
  request.password = "wrong";
  const Response response = perform_one(request);
  CHECK(response.phase == Phase::not_sent);
  CHECK(response.status == 535);
  CHECK(response.body == "535 5.7.8 no");
  CHECK(server.messages().empty());
}

TEST_CASE("the body left and no reply came: sent") {
  for (const std::string reply : {"close", "reset", "hang"}) {
    CAPTURE(reply);
    SmtpServer server(Replies{{"BODY", reply}});
    Request request = smtp_request(server.port());
    request.timeout_ms = 500;
    const Response response = perform_one(request);
    CHECK(response.phase == Phase::sent);
    CHECK(response.status == 0);
    CHECK(response.body.empty());
    CHECK(server.messages().size() == 1);
  }
}

TEST_CASE("a hanging server costs its own timeout, not the others' answers") {
  SmtpServer hanging(Replies{{"BODY", "hang"}});
  SmtpServer healthy;
  test::LoopbackServer web([](test::Connection& connection, int) {
    while (test::read_http_request(connection)) {
      connection.write(test::http_response("200 OK", "", ""));
    }
  });
  std::vector<Request> requests = {smtp_request(hanging.port()), smtp_request(healthy.port()),
                                   http_request(web.port())};
  for (Request& request : requests) request.timeout_ms = 1'500;
  std::map<size_t, Phase> phases;
  std::vector<size_t> order;
  make_curl_transport()->perform(requests, [&](size_t index, Response response) {
    phases[index] = response.phase;
    order.push_back(index);
  });
  CHECK(order.back() == 0);
  CHECK(phases[0] == Phase::sent);
  CHECK(phases[1] == Phase::complete);
  CHECK(phases[2] == Phase::complete);
}

TEST_CASE("a session older than the timeout is still good for a message") {
  SmtpServer server;
  const auto transport = make_curl_transport();
  Request request = smtp_request(server.port());
  request.timeout_ms = 400;
  CHECK(perform_one(*transport, request).status == 250);
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  CHECK(perform_one(*transport, request).status == 250);
}

TEST_CASE("STARTTLS that is required and not offered, or refused, stops before the login") {
  SmtpServer silent(Replies{{"EHLO", "250-loopback\r\n250 AUTH PLAIN"}});
  SmtpServer refusing(Replies{{"EHLO", "250-loopback\r\n250-STARTTLS\r\n250 AUTH PLAIN"},
                              {"STARTTLS", "454 4.7.0 not now"}});
  for (SmtpServer* server : {&silent, &refusing}) {
    Request request = smtp_request(server->port());
    request.require_tls = true;
    request.username = "user";
    request.password = "secret";
    const Response response = perform_one(request);
    CHECK(response.phase == Phase::not_sent);
    for (const std::string& command : server->commands()) {
      CHECK(command.substr(0, 4) != "AUTH");
      CHECK(command.substr(0, 4) != "MAIL");
    }
  }
}

TEST_CASE("a plain session is not continued by a request that requires TLS") {
  SmtpServer server;
  const auto transport = make_curl_transport();
  Request request = smtp_request(server.port());
  CHECK(perform_one(*transport, request).status == 250);
  request.require_tls = true;
  CHECK(perform_one(*transport, request).phase == Phase::not_sent);
  CHECK(server.messages().size() == 1);
}

TEST_CASE("private mail hosts need permission") {
  SmtpServer server;
  Request request = smtp_request(server.port());
  request.allow_private = false;
  const Response response = perform_one(request);
  CHECK(response.phase == Phase::not_sent);
  CHECK(response.error.find("allow_private") != std::string::npos);
  CHECK(server.connections() == 0);
}

TEST_CASE("addresses that would add a command are refused") {
  SmtpServer server;
  std::vector<Request> requests(5, smtp_request(server.port()));
  requests[0].mail_from = "a@example.org>\r\nRCPT TO:<eve@example.org";
  requests[1].recipients = {"a@example.org>\r\nDATA"};
  requests[2].recipients = {"a@example.org> <b@example.org"};
  requests[3].recipients = {};
  requests[4].password = "a\r\nb";
  size_t refused = 0;
  make_curl_transport()->perform(requests, [&](size_t, Response response) {
    refused += response.phase == Phase::not_sent && !response.error.empty() ? 1U : 0U;
  });
  CHECK(refused == requests.size());
  CHECK(server.connections() == 0);
}

} // namespace
} // namespace beckon::http
