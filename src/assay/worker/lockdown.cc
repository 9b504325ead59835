// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/lockdown.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>

#include "assay/channel/layers.h"
#include "assay/channel/protocol.h"
#include "assay/core/file.h"
#include "assay/worker/converter_root_internal.h"
#include "assay/worker/syscalls_internal.h"

namespace assay::worker {
namespace {

using channel::Bit;
using channel::Layer;

constexpr uid_t kUser = 2'000'000'000;  // owned by nobody on the machine
constexpr uid_t kNobody = 65534;        // where the kernel knows no such user
constexpr rlim_t kTableFiles = 32;
constexpr rlim_t kConverterFiles = 64;
/// Of all converters of a user; where there are user namespaces, of each.
constexpr rlim_t kConverterThreads = 1024;
constexpr int kOrphan = 6;  ///< exit code, which nobody reads

// ---- namespaces ----

/// Network, IPC, host name and mounts; `extra` is CLONE_NEWUSER where there is no CAP_SYS_ADMIN.
bool Unshare(int extra) {
  return unshare(extra | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS) == 0;
}

/// Turns "/" into an empty, read-only, zero-size tmpfs. Needs its own mount namespace.
bool EnterEmptyRoot() {
  constexpr unsigned long kQuiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("tmpfs", "/tmp", "tmpfs", kQuiet, "size=4k,nr_inodes=1,mode=555") == 0 &&
         chdir("/tmp") == 0 && syscall(SYS_pivot_root, ".", ".") == 0 &&
         umount2(".", MNT_DETACH) == 0 &&
         mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | kQuiet, nullptr) == 0 &&
         chdir("/") == 0;
}

/// A table reader opens its descriptor by /proc/self/fd: Landlock alone keeps it from files.
std::uint32_t LeaveFiles(const Confinement& confinement) {
  const bool has_left = confinement.profile == Profile::kDecoder ? EnterEmptyRoot()
                        : confinement.profile == Profile::kConverter
                            ? internal::EnterProgramRoot(confinement.program)
                            : false;
  return has_left ? Bit(Layer::kEmptyRoot) : 0;
}

/// Whoever makes folders in a file system of a user namespace has to have an id there.
void MapIds(uid_t uid, gid_t gid) {
  const auto put = [](const char* file, const std::string& text) {
    const Fd map(open(file, O_WRONLY | O_CLOEXEC));
    return map.open() && write(map.get(), text.data(), text.size()) > 0;
  };
  if (put("/proc/self/setgroups", "deny") &&
      put("/proc/self/gid_map", std::to_string(gid) + " " + std::to_string(gid) + " 1"))
    put("/proc/self/uid_map", std::to_string(uid) + " " + std::to_string(uid) + " 1");
}

/// Lets files beneath `path` be read. A path that does not exist needs no permission.
bool AllowReading(int rules, const char* path) {
  const Fd folder(open(path, O_PATH | O_CLOEXEC));
  if (!folder.open()) return true;
  const landlock_path_beneath_attr beneath{
      .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
      .parent_fd = folder.get()};
  return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
}

/// A Landlock rule set that handles every kind of access (ABI 1) and, for a decoder, allows none.
/// DuckDB asks how much memory and how many CPUs its control group grants, and ends if it may not
/// read that. Sealed memory (memfd) lies on no file system that could be mounted, and so stays
/// readable.
bool ForbidFiles(const Confinement& confinement) {
  const Profile profile = confinement.profile;
  landlock_ruleset_attr all{};
  all.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
  const Fd rules(static_cast<int>(syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0)));
  const bool ready =
      rules.open() && (profile == Profile::kDecoder ||
                       (profile == Profile::kTable && AllowReading(rules.get(), "/proc/self") &&
                        AllowReading(rules.get(), "/sys/fs/cgroup")) ||
                       (profile == Profile::kConverter &&
                        internal::AllowPrograms(rules.get(), confinement.program)));
  return ready && syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

// ---- privileges ----

/// Needs CAP_SETPCAP: so before the user changes, and again inside a user namespace.
void DropBoundingSet() {
  for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; ++cap) {
    prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
  }
}

bool SetIds(uid_t uid) {
  return setgroups(0, nullptr) == 0 && setresgid(uid, uid, uid) == 0 &&
         setresuid(uid, uid, uid) == 0;
}

bool BecomeAnother() {
  DropBoundingSet();
  return SetIds(kUser) || SetIds(kNobody);
}

/// Root of the machine: namespaces first, they need CAP_SYS_ADMIN; then another user.
std::uint32_t IsolateAsRoot(const Confinement& confinement) {
  return Bit(Layer::kNetNamespace) | Bit(Layer::kOtherNamespaces) | LeaveFiles(confinement) |
         (BecomeAnother() ? Bit(Layer::kOtherUser) : 0);
}

/// Everybody else, root of a container too: another user if we may, then a user namespace carries
/// the others, unless the host or the container forbids it. But for a converter no uid map is
/// written: every id shows as 65534, which is all that we want.
std::uint32_t IsolateUnprivileged(const Confinement& confinement) {
  std::uint32_t layers = geteuid() == 0 && BecomeAnother() ? Bit(Layer::kOtherUser) : 0;
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  if (!confinement.namespaces || !Unshare(CLONE_NEWUSER)) return layers;
  if (confinement.profile == Profile::kConverter) MapIds(uid, gid);
  layers |= Bit(Layer::kUserNamespace) | Bit(Layer::kNetNamespace) | Bit(Layer::kOtherNamespaces);
  return layers | LeaveFiles(confinement);
}

/// Also empties the sets that a new user namespace hands out, and proves it by reading them back.
bool DropCapabilities() {
  DropBoundingSet();
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (syscall(SYS_capset, &header, none.data()) != 0) return false;
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> left{};
  if (syscall(SYS_capget, &header, left.data()) != 0) return false;
  return (left[0].permitted | left[1].permitted | left[0].effective | left[1].effective) == 0;
}

// ---- resource limits ----

bool Limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{value, value};
  return setrlimit(what, &both) == 0;
}

/// RLIMIT_CPU is not here: the parent watches the worker's CPU clock, in milliseconds and per
/// record. RLIMIT_NPROC counts all of a user's threads, so a table reader, which may start some, is
/// held by its address space instead.
bool LimitResources(Profile profile) {
  const bool is_decoder = profile == Profile::kDecoder;
  const bool is_table = profile == Profile::kTable;
  const rlim_t files = is_decoder ? channel::kOutputFd + 1
                       : is_table ? kTableFiles
                                  : kConverterFiles;
  return Limit(RLIMIT_CORE, 0) && Limit(RLIMIT_FSIZE, 0) && Limit(RLIMIT_MEMLOCK, 0) &&
         Limit(RLIMIT_MSGQUEUE, 0) && Limit(RLIMIT_NOFILE, files) &&
         (is_table || Limit(RLIMIT_NPROC, is_decoder ? 0 : kConverterThreads));
}

/// Bytes of address space in use: read before the file system goes away.
std::uint64_t MappedBytes() {
  unsigned long pages = 0;
  std::FILE* statm = std::fopen("/proc/self/statm", "re");
  if (statm == nullptr) return 0;
  const bool read = std::fscanf(statm, "%lu", &pages) == 1;  // NOLINT(cert-err34-c): the kernel's
  std::fclose(statm);
  return read ? pages * static_cast<std::uint64_t>(getpagesize()) : 0;
}

}  // namespace

std::uint32_t LockDown(const Confinement& confinement) {
  const pid_t parent = getppid();
  const std::uint64_t mapped_bytes = MappedBytes();
  const bool as_root = confinement.namespaces && geteuid() == 0 && Unshare(0);
  std::uint32_t layers = as_root ? IsolateAsRoot(confinement) : IsolateUnprivileged(confinement);
  const auto keep = [&layers](Layer layer, bool holds) { layers |= holds ? Bit(layer) : 0; };

  keep(Layer::kNoNewPrivileges, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  keep(Layer::kLandlock, ForbidFiles(confinement));
  keep(Layer::kNoCapabilities, DropCapabilities());
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);         // after setresuid(), which resets both of these
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);  // bound to the *thread* that spawned us
  // One that has died until here sent no signal. One that had died before is found out by the
  // first word to it: nobody holds the other end.
  if (getppid() != parent) _exit(kOrphan);
  keep(Layer::kResourceLimits, LimitResources(confinement.profile));
  if (confinement.memory_bytes > 0)
    keep(Layer::kAddressSpace, Limit(RLIMIT_AS, mapped_bytes + confinement.memory_bytes));
  if (confinement.system_calls)
    keep(Layer::kSystemCalls,
         internal::FilterSystemCalls(confinement.profile, confinement.violation));
  return layers;
}

}  // namespace assay::worker
