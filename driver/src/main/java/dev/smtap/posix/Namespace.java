package dev.smtap.posix;

import static dev.smtap.posix.FileHandle.check;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An open network namespace. It stays alive, with everything in it, until this is closed: see
 * {@link NamespaceWatch} for how its deletion is noticed. Any platform thread.
 */
public final class Namespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final long NS_GET_NSTYPE = 0xb703;
  private static final List<Path> NAME_DIRECTORIES =
      List.of(Path.of("/run/netns"), Path.of("/var/run/netns"));
  private static final Pattern PROCESS_PATH = Pattern.compile("/proc/([1-9][0-9]{0,9})/ns/net");
  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,9}");

  private final FileHandle handle;
  private final String name;
  private final NamespaceSource source;
  private final boolean isTraced;

  private Namespace(FileHandle handle, String name, NamespaceSource source) {
    this(handle, name, source, false);
  }

  private Namespace(FileHandle handle, String name, NamespaceSource source, boolean isTraced) {
    this.handle = handle;
    this.name = name;
    this.source = source;
    this.isTraced = isTraced;
  }

  /** What a namespace is, whatever it is called: device and inode of its file. */
  public record Identity(long device, long inode) {
    static Identity of(FileStatus status) {
      return new Identity(status.device(), status.inode());
    }

    boolean isOf(long[] status) {
      return device == status[ControlCalls.STAT_DEVICE] && inode == status[ControlCalls.STAT_INODE];
    }
  }

  /** Something to do inside a namespace. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws SystemException;
  }

  /**
   * Opens the namespace that a user names: digits are a process ID, anything with a slash is a
   * path, the rest is a name as {@code ip netns} has it.
   */
  public static Namespace parse(String text) throws SystemException {
    Matcher process = PROCESS_PATH.matcher(text);
    if (process.matches()) {
      return ofProcess(process.group(1));
    }
    if (DIGITS.matcher(text).matches()) {
      return ofProcess(text);
    }
    return text.contains("/") ? ofPath(path(text), text) : ofName(text);
  }

  /** The namespace of the calling thread. */
  public static Namespace current() throws SystemException {
    FileHandle handle =
        open(
            Path.of("/proc/thread-self/ns/net"),
            OpenFlags.O_RDONLY,
            "the current network namespace");
    return new Namespace(handle, "the current namespace", NamespaceSource.NONE);
  }

  /** Takes over a descriptor of a namespace; deletion of it is noticed if it is {@link #traced}. */
  public static Namespace owning(int fd, String name) {
    return new Namespace(FileHandle.owning(fd, name), name, NamespaceSource.NONE);
  }

  /** A user may type what is no path: a zero byte, or letters that the locale does not have. */
  private static Path path(String text) throws SystemException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw SystemException.because(
          "open the network namespace",
          "'" + text + "'",
          Errno.EINVAL,
          "it is not a path (" + e.getReason() + ")",
          "'ip netns list' shows those that are there");
    }
  }

  private static Namespace ofName(String name) throws SystemException {
    for (Path directory : NAME_DIRECTORIES) {
      Path path = directory.resolve(path(name));
      if (!name.isEmpty() && Files.exists(path)) {
        return ofPath(path, name);
      }
    }
    throw SystemException.because(
        "open the network namespace",
        "'" + name + "'",
        Errno.ENOENT,
        "there is none of that name" + existing(),
        "make it with 'ip netns add " + (name.isEmpty() ? "NAME" : name) + "'");
  }

  private static Namespace ofPath(Path path, String name) throws SystemException {
    FileHandle handle = openNamespace(path, name);
    int type = ControlCalls.ioctlValue(handle.fd(), NS_GET_NSTYPE, 0);
    if (type != CLONE_NEWNET) {
      handle.close();
      throw isNone(path, name);
    }
    return new Namespace(handle, name, new NamespaceSource.Named(path.toAbsolutePath()));
  }

  /**
   * The path may be anybody's word, and to open a device can be to start it: a watchdog, a tape.
   */
  private static FileHandle openNamespace(Path path, String name) throws SystemException {
    try (FileHandle found = open(path, OpenFlags.O_PATH, name)) {
      if (found.fileSystem().type() != FileSystemStatus.NSFS) {
        throw isNone(path, name);
      }
      return open(Path.of("/proc/self/fd/" + found.fd()), OpenFlags.O_RDONLY, name);
    }
  }

  private static SystemException isNone(Path path, String name) {
    return SystemException.because(
        "open the network namespace",
        name,
        Errno.EINVAL,
        path + " is not a network namespace",
        "'ip netns list' shows those that are");
  }

  private static Namespace ofProcess(String digits) throws SystemException {
    long number = Long.parseLong(digits);
    int pid = number <= Integer.MAX_VALUE ? (int) number : Integer.MAX_VALUE;
    String name = "of process " + digits;
    int fd = ControlCalls.pidfdOpen(pid);
    String advice = fd == -Errno.ESRCH ? "a name made of digits only must be given as a path" : "";
    check(fd, "open the network namespace", name, advice);
    FileHandle process = FileHandle.owning(fd, "process " + digits);
    try {
      FileHandle handle = open(Path.of("/proc/" + pid + "/ns/net"), OpenFlags.O_RDONLY, name);
      return new Namespace(handle, name, new NamespaceSource.Process(process));
    } catch (SystemException e) {
      process.close();
      throw e;
    }
  }

  private static FileHandle open(Path path, int flags, String name) throws SystemException {
    int fd = Retry.call(() -> ControlCalls.open(path.toString(), flags, 0));
    boolean forbidden = fd == -Errno.EACCES || fd == -Errno.EPERM;
    String advice = forbidden ? "run as root or as the owner of that process" : "";
    return FileHandle.owning(check(fd, "open the network namespace", name, advice), name);
  }

  private static String existing() {
    List<String> names = new ArrayList<>();
    for (Path directory : NAME_DIRECTORIES.subList(0, 1)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      } catch (IOException e) {
        return " and " + directory + " cannot be read";
      }
    }
    Collections.sort(names);
    return names.isEmpty() ? ", and no other either" : " (there are: " + shorten(names) + ")";
  }

  private static String shorten(List<String> names) {
    int most = 12;
    String text = String.join(", ", names.subList(0, Math.min(most, names.size())));
    return names.size() > most ? text + ", ..." : text;
  }

  /** The name, path or "of process N" that it was opened by. */
  public String name() {
    return name;
  }

  /** The descriptor of the namespace's file, or -1 once closed. */
  public int fd() {
    return handle.fd();
  }

  /** Tells namespaces apart: one that was deleted and made again has another. */
  public Identity identity() throws SystemException {
    return Identity.of(handle.status());
  }

  /**
   * Whether it is the host's own: that of process 1, or, where nobody may look at that one, as in a
   * container, that of this process's main thread.
   */
  public boolean isOfHost() throws SystemException {
    return identity().equals(ofHost());
  }

  private static Identity ofHost() throws SystemException {
    try {
      Optional<FileStatus> init = PathCalls.statusFollowing(Path.of("/proc/1/ns/net"));
      if (init.isPresent()) {
        return Identity.of(init.get());
      }
    } catch (SystemException e) {
      if (e.errno() != Errno.EACCES && e.errno() != Errno.EPERM) {
        throw e;
      }
    }
    Path own = Path.of("/proc/self/ns/net");
    return Identity.of(
        PathCalls.statusFollowing(own)
            .orElseThrow(() -> new SystemException("examine", own.toString(), Errno.ENOENT, "")));
  }

  /**
   * Moves the calling thread into this namespace. Sockets and devices opened from then on belong to
   * it. For platform threads only, best for one that stays.
   */
  public void enter() throws SystemException {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("setns needs a platform thread");
    }
    int result = ControlCalls.setns(handle.fd(), CLONE_NEWNET);
    String advice = result == -Errno.EPERM ? "run as root or with CAP_SYS_ADMIN" : "";
    check(result, "enter the network namespace", name, advice);
  }

  /** Runs something inside this namespace, on the calling thread, which comes back in any case. */
  public <T> T run(Action<T> action) throws SystemException {
    try (Namespace before = current()) {
      if (before.identity().equals(identity())) {
        return action.run();
      }
      enter();
      try {
        return action.run();
      } finally {
        before.enter();
      }
    }
  }

  /**
   * The same namespace, with its descriptor, but its deletion is noticed by what leads to it now: a
   * name, or else a process. For one that nobody has named. Takes this over.
   */
  public Namespace traced() throws SystemException {
    NamespaceSearch search = new NamespaceSearch(identity());
    return search.isOwn() ? this : new Namespace(handle, name, search.find(NAME_DIRECTORIES), true);
  }

  /** Whether nothing was found that will show its end: what holds it may then do so for ever. */
  public boolean isUntraceable() {
    return isTraced && source instanceof NamespaceSource.Unnamed;
  }

  /**
   * Whether it is watched by a process that was found in it: maybe one of several, so that the end
   * of that process need not be the namespace's.
   */
  public boolean isTracedByProcess() {
    return isTraced && source instanceof NamespaceSource.Process;
  }

  /** How to notice that it was deleted. To be closed before this, or it goes with it. */
  public NamespaceWatch watch() throws SystemException {
    return new NamespaceWatch(source, identity());
  }

  @Override
  public void close() {
    handle.close();
    source.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
