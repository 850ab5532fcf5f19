// A made population: 15 traits each, 12 kinds of events within 90 days, of which a few people do
// much and most do little. The same from the same seed everywhere.
#pragma once

#include "segment_fill/dataset.h"
#include "support/random.h"

namespace bench {

class Population final : public Dataset {
 public:
  Population(uint64_t seed, uint32_t people, uint64_t deeds)
      : seed_(seed), people_(people), deeds_(deeds) {}

  std::string name() const override;
  int64_t now() const override;
  const std::vector<Column>& traits() const override;
  const std::vector<Column>& properties() const override;
  const std::vector<std::string>& event_names() const override;
  void each_person(const VisitPerson& visit) const override;
  void each_deed(const VisitDeed& visit) const override;

 private:
  uint32_t draw_person(Random* random) const;

  uint64_t seed_;
  uint32_t people_;
  uint64_t deeds_;
};

} // namespace bench
