// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/converter_root_internal.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "assay/core/file.h"

namespace assay::worker::internal {
namespace {

namespace fs = std::filesystem;

/// Programs, libraries and what both read before anything else. No home, no /proc.
constexpr std::array<std::string_view, 14> kShown = {"/usr",
                                                     "/bin",
                                                     "/sbin",
                                                     "/lib",
                                                     "/lib32",
                                                     "/lib64",
                                                     "/libx32",
                                                     "/etc/ld.so.cache",
                                                     "/etc/alternatives",
                                                     "/etc/fonts",
                                                     "/etc/ImageMagick-6",
                                                     "/etc/ImageMagick-7",
                                                     "/dev/null",
                                                     "/dev/urandom"};

/// Where the new root is put together; what lies there is needed by no converter.
const fs::path kSite = "/sys";

/// Shows what lies at `path` at the same place below the site: a link as a link, else a mount that
/// can only be read. What is not there need not be shown.
bool Show(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (!fs::exists(status)) return true;
  const fs::path target = kSite / path.relative_path();
  fs::create_directories(target.parent_path(), error);
  if (error) return false;
  if (fs::is_symlink(status)) return fs::copy_symlink(path, target, error), !error;
  if (fs::is_directory(status)) {
    if (mkdir(target.c_str(), 0755) != 0) return false;
  } else if (!Fd(open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444)).open()) {
    return false;
  }
  // In one go for all that is mounted below, and without taking a flag away that the host has set.
  mount_attr less{};
  less.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID;
  if (!fs::is_character_file(status)) less.attr_set |= MOUNT_ATTR_NODEV;
  return mount(path.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0 &&
         mount_setattr(AT_FDCWD, target.c_str(), AT_RECURSIVE, &less, sizeof less) == 0;
}

bool IsShown(const std::string& program) {
  return std::ranges::any_of(kShown, [&](std::string_view shown) {
    return program.starts_with(shown) && program.substr(shown.size()).starts_with('/');
  });
}

bool Allow(int rules, const fs::path& path) {
  const Fd file(open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status{};
  if (!file.open() || fstat(file.get(), &status) != 0) return true;
  std::uint64_t access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
  if (S_ISDIR(status.st_mode)) access |= LANDLOCK_ACCESS_FS_READ_DIR;
  const landlock_path_beneath_attr beneath{.allowed_access = access, .parent_fd = file.get()};
  return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
}

}  // namespace

bool EnterProgramRoot(const std::string& program) {
  constexpr unsigned long kQuiet = MS_NOSUID | MS_NODEV;
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      mount("tmpfs", kSite.c_str(), "tmpfs", kQuiet, "size=64k,nr_inodes=128,mode=755") != 0)
    return false;
  umask(0022);
  if (!std::ranges::all_of(kShown, [](std::string_view path) { return Show(path); })) return false;
  if (!IsShown(program) && !Show(program)) return false;
  return chdir(kSite.c_str()) == 0 && syscall(SYS_pivot_root, ".", ".") == 0 &&
         umount2(".", MNT_DETACH) == 0 &&
         mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | kQuiet, nullptr) == 0 &&
         chdir("/") == 0;
}

bool AllowPrograms(int rules, const std::string& program) {
  return std::ranges::all_of(kShown,
                             [rules](std::string_view path) { return Allow(rules, path); }) &&
         Allow(rules, program);
}

}  // namespace assay::worker::internal
