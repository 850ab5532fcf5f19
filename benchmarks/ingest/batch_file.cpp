#include "ingest/batch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace bench {

BatchFile::BatchFile(const std::string& path, const Traffic& traffic, uint32_t batch)
    : path_(path) {
  {
    std::ofstream out(path, std::ios::binary);
    const size_t events = traffic.events().size();
    for (size_t begin = 0; begin < events; begin += batch) {
      const std::string text = traffic.event_batch(begin, std::min<size_t>(events, begin + batch));
      out.write(text.data(), static_cast<std::streamsize>(text.size()));
      ends_.push_back(ends_.back() + text.size());
    }
    out.flush();
    if (!out) throw std::runtime_error("cannot write " + path);
  }
  file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) throw std::runtime_error("cannot read " + path);
}

BatchFile::~BatchFile() {
  if (file_ >= 0) close(file_);
  unlink(path_.c_str());
}

std::string BatchFile::read(size_t index) const {
  std::string text(ends_[index + 1] - ends_[index], '\0');
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t some = pread(file_, text.data() + done, text.size() - done,
                               static_cast<off_t>(ends_[index] + done));
    if (some <= 0) throw std::runtime_error("cannot read " + path_);
    done += static_cast<size_t>(some);
  }
  return text;
}

} // namespace bench
