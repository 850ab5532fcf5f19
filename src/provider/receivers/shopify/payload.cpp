#include "provider/receivers/shopify/payload.h"

#include <array>

#include "provider/receivers/shopify/person.h"
#include "schema/members.h"

namespace beckon::provider::shopify {
namespace {

using schema::text_member;

struct Copy {
  std::string_view from, to;
};

void copy_ids(const schema::Value& from, std::initializer_list<Copy> members, schema::Value* into) {
  for (const Copy& member : members) {
    const std::string id = id_member(from, member.from);
    if (!id.empty()) into->set(member.to, id);
  }
}

void copy_amounts(const schema::Value& from, std::initializer_list<Copy> members,
                  schema::Value* into) {
  for (const Copy& member : members) {
    const schema::Value amount = amount_member(from, member.from);
    if (!amount.is_null()) into->set(member.to, amount);
  }
}

// One article of an order or a checkout.
schema::Value item_of(const schema::Value& line) {
  schema::Value item = schema::Value::object();
  copy_ids(line, {{"product_id", "product_id"}, {"variant_id", "variant_id"}, {"sku", "sku"}},
           &item);
  copy_text(line, "title", &item, "name");
  copy_text(line, "variant_title", &item, "variant");
  copy_text(line, "vendor", &item, "brand");
  copy_amounts(line, {{"price", "price"}, {"total_discount", "discount"}}, &item);
  const schema::Value* quantity = line.find("quantity");
  if (quantity != nullptr && quantity->is_integer()) item.set("quantity", *quantity);
  return item;
}

const schema::Array& lines_of(const schema::Value& purchase) {
  static const schema::Array kNone;
  const schema::Value* lines = purchase.find("line_items");
  return lines != nullptr && lines->is_array() ? lines->as_array() : kNone;
}

schema::Value coupons_of(const schema::Value& purchase) {
  schema::Value codes = schema::Value::array();
  const schema::Value* written = purchase.find("discount_codes");
  if (written == nullptr || !written->is_array()) return codes;
  for (const schema::Value& one : written->as_array()) {
    const std::string code = text_member(one, "code");
    if (!code.empty()) codes.push_back(code);
  }
  return codes;
}

// What orders and checkouts have in common.
schema::Value properties_of(const schema::Value& purchase) {
  schema::Value properties = schema::Value::object();
  copy_amounts(purchase,
               {{"total_price", "total"},
                {"subtotal_price", "subtotal"},
                {"total_tax", "tax"},
                {"total_discounts", "discount"}},
               &properties);
  const schema::Value& shipping =
      object_member(object_member(purchase, "total_shipping_price_set"), "shop_money");
  copy_amounts(shipping, {{"amount", "shipping"}}, &properties);
  copy_text(purchase, "currency", &properties, "currency");
  copy_ids(purchase, {{"cart_token", "cart_id"}}, &properties);
  schema::Value items = schema::Value::array();
  for (const schema::Value& line : lines_of(purchase)) items.push_back(item_of(line));
  properties.set("items", std::move(items));
  schema::Value coupons = coupons_of(purchase);
  if (coupons.size() != 0) properties.set("coupons", std::move(coupons));
  for (const std::string_view name : {"landing_site", "referring_site", "source_name"}) {
    copy_text(purchase, name, &properties, name);
  }
  return properties;
}

schema::Value order_properties(const schema::Value& order) {
  schema::Value properties = schema::Value::object();
  copy_ids(order,
           {{"id", "order_id"},
            {"name", "order_name"},
            {"checkout_token", "checkout_id"},
            {"order_status_url", "url"}},
           &properties);
  schema::Value common = properties_of(order);
  for (schema::Member& member : common.as_object()) {
    properties.set(member.key, std::move(member.value));
  }
  copy_text(order, "financial_status", &properties, "financial_status");
  copy_text(order, "fulfillment_status", &properties, "fulfillment_status");
  copy_text(order, "cancel_reason", &properties, "cancel_reason");
  return properties;
}

// An event that happens to an order at most once, and in which member its time stands.
struct OrderTopic {
  std::string_view topic, event, time;
};
constexpr std::array<OrderTopic, 5> kOrderTopics = {
    {{"orders/create", "Order Placed", "created_at"},
     {"orders/paid", "Order Paid", "processed_at"},
     {"orders/cancelled", "Order Cancelled", "cancelled_at"},
     {"orders/fulfilled", "Order Fulfilled", "updated_at"},
     {"orders/partially_fulfilled", "Order Partially Fulfilled", "updated_at"}}};

schema::Value track(const Terms& terms, const Person& person, std::string_view event, Millis at,
                    const std::string& what, schema::Value properties) {
  schema::Value record = person.record(terms, "track", at, what);
  record.set("event", event);
  record.set("properties", std::move(properties));
  return record;
}

// Shopify's own topic for refunds names no customer; an order that was refunded lists them.
void add_refunds(const Terms& terms, const Person& person, const schema::Value& order,
                 std::vector<schema::Value>* records) {
  const schema::Value* refunds = order.find("refunds");
  if (refunds == nullptr || !refunds->is_array()) return;
  for (const schema::Value& refund : refunds->as_array()) {
    const std::string id = id_member(refund, "id");
    if (id.empty()) continue;
    schema::Value properties = schema::Value::object({{"refund_id", id}});
    copy_ids(order, {{"id", "order_id"}, {"name", "order_name"}}, &properties);
    copy_text(order, "currency", &properties, "currency");
    double total = 0;
    const schema::Value* transactions = refund.find("transactions");
    if (transactions != nullptr && transactions->is_array()) {
      for (const schema::Value& one : transactions->as_array()) {
        const schema::Value amount = amount_member(one, "amount");
        const bool paid_back =
            text_member(one, "kind") == "refund" && text_member(one, "status") == "success";
        if (paid_back && !amount.is_null()) total += amount.as_number();
      }
    }
    properties.set("total", total);
    copy_text(refund, "note", &properties, "note");
    records->push_back(track(terms, person, "Order Refunded",
                             time_of(refund, "created_at", terms.arrived), "refund:" + id,
                             std::move(properties)));
  }
}

void add_purchases(const Terms& terms, const Person& person, const schema::Value& order, Millis at,
                   std::vector<schema::Value>* records) {
  const std::string order_id = id_member(order, "id");
  size_t number = 0;
  for (const schema::Value& line : lines_of(order)) {
    schema::Value properties = item_of(line);
    properties.set("order_id", order_id);
    copy_text(order, "currency", &properties, "currency");
    records->push_back(track(terms, person, "Product Purchased", at,
                             "order:" + order_id + ":item:" + std::to_string(number++),
                             std::move(properties)));
  }
}

// Who bought, as far as the purchase tells: as a customer of the shop, or by name and address only.
void describe_buyer(const Terms& terms, const Person& person, const schema::Value& purchase,
                    std::vector<schema::Value>* records) {
  const Millis at = time_of(purchase, "updated_at", terms.arrived);
  const schema::Value& customer = object_member(purchase, "customer");
  if (customer.size() != 0) return describe_customer(terms, person, customer, at, records);
  schema::Value traits = schema::Value::object();
  for (const std::string_view name : {"first_name", "last_name"}) {
    copy_text(object_member(purchase, "billing_address"), name, &traits, name);
  }
  copy_text(purchase, "customer_locale", &traits, "locale");
  const std::string who = person.email.empty() ? person.phone : person.email;
  schema::Value identify =
      person.record(terms, "identify", at, "guest:" + who + ":" + std::to_string(at));
  identify.set("traits", std::move(traits));
  records->push_back(std::move(identify));
}

} // namespace

void read_customer(const Terms& terms, const schema::Value& customer,
                   std::vector<schema::Value>* records) {
  const Person person = customer_person(terms, customer);
  if (!person.known()) return;
  const std::string id = id_member(customer, "id");
  if (terms.topic == "customers/delete") {
    records->push_back(track(terms, person, "Customer Deleted", terms.arrived,
                             "customer:" + id + ":deleted", schema::Value::object()));
    return;
  }
  describe_customer(terms, person, customer, terms.arrived, records);
  if (terms.topic != "customers/create") return;
  records->push_back(track(terms, person, "Customer Created",
                           time_of(customer, "created_at", terms.arrived),
                           "customer:" + id + ":created", schema::Value::object()));
}

// {"customer_id", "email_address", "email_marketing_consent"} or the same of SMS.
void read_consent_change(const Terms& terms, const schema::Value& change,
                         std::vector<schema::Value>* records) {
  schema::Value named = schema::Value::object();
  named.set("id", id_member(change, "customer_id"));
  named.set("email", text_member(change, "email_address"));
  named.set("phone", text_member(change, "phone"));
  const Person person = customer_person(terms, named);
  if (!person.known()) return;
  read_consent(terms, person, "email", object_member(change, "email_marketing_consent"), records);
  read_consent(terms, person, "sms", object_member(change, "sms_marketing_consent"), records);
}

void read_order(const Terms& terms, const schema::Value& order,
                std::vector<schema::Value>* records) {
  const Person person = buyer(terms, order);
  if (!person.known()) return;
  describe_buyer(terms, person, order, records);
  const std::string id = id_member(order, "id");
  for (const OrderTopic& row : kOrderTopics) {
    if (terms.topic != row.topic) continue;
    const Millis at = time_of(order, row.time, terms.arrived);
    records->push_back(track(terms, person, row.event, at,
                             "order:" + id + ":" + std::string(row.event),
                             order_properties(order)));
    if (row.event == "Order Placed") add_purchases(terms, person, order, at, records);
  }
  add_refunds(terms, person, order, records);
}

// A checkout is told of from its first instant, often before it says whose it is: it has started,
// for the engine, when it first does. What is completed is an order, which has its own topic.
void read_checkout(const Terms& terms, const schema::Value& checkout,
                   std::vector<schema::Value>* records) {
  const Person person = buyer(terms, checkout);
  if (!person.known()) return;
  const std::string token = id_member(checkout, "token");
  schema::Value properties = schema::Value::object({{"checkout_id", token}});
  copy_ids(checkout, {{"abandoned_checkout_url", "url"}}, &properties);
  schema::Value common = properties_of(checkout);
  for (schema::Member& member : common.as_object()) {
    properties.set(member.key, std::move(member.value));
  }
  const Millis updated = time_of(checkout, "updated_at", terms.arrived);
  describe_buyer(terms, person, checkout, records);
  if (!text_member(checkout, "completed_at").empty()) return;
  if (terms.topic == "checkouts/abandoned") {
    records->push_back(track(terms, person, "Checkout Abandoned", updated,
                             "checkout:" + token + ":abandoned:" + std::to_string(updated),
                             std::move(properties)));
    return;
  }
  const Millis created = time_of(checkout, "created_at", updated);
  records->push_back(track(terms, person, "Checkout Started", created,
                           "checkout:" + token + ":started", properties));
  if (updated == created) return;
  records->push_back(track(terms, person, "Checkout Updated", updated,
                           "checkout:" + token + ":updated:" + std::to_string(updated),
                           std::move(properties)));
}

} // namespace beckon::provider::shopify
