// The invoices of a British shop, 2010-12-01 to 2011-12-09 (UCI "Online Retail", CC BY 4.0): every
// line with a customer is something bought, or something given back.
#pragma once

#include "segment_fill/dataset.h"

namespace bench {

class Retail final : public Dataset {
 public:
  // A gzipped CSV file, as UCI's sheet has it. Throws when it cannot be read.
  explicit Retail(const std::string& path);

  std::string name() const override { return "retail"; }
  int64_t now() const override;
  const std::vector<Column>& traits() const override;
  const std::vector<Column>& properties() const override;
  const std::vector<std::string>& event_names() const override;
  void each_person(const VisitPerson& visit) const override;
  void each_deed(const VisitDeed& visit) const override;

 private:
  struct Customer {
    uint32_t id;
    std::string country;
  };
  struct Line {
    uint32_t customer;
    int64_t at;
    bool returned;
    std::string invoice, product;
    int64_t quantity;
    double price;
  };
  std::vector<Customer> customers_; // in order of appearance
  std::vector<Line> lines_;
};

} // namespace bench
