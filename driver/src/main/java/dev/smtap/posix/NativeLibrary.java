package dev.smtap.posix;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads {@code libsmtap.so}: first in the directory of the system property {@code
 * smtap.native.dir} (the runtime image), else as the class-path resource {@code
 * META-INF/native/linux-ARCH/libsmtap.so}, in place if it is a file, else through a private
 * temporary file that is deleted once it is loaded. Any thread; loads once.
 */
public final class NativeLibrary {
  /** Property that names the directory of the library. */
  public static final String DIRECTORY_PROPERTY = "smtap.native.dir";

  private static final String FILE_NAME = "libsmtap.so";
  private static final String ACCESS_FLAG = "--enable-native-access=ALL-UNNAMED";

  private static @Nullable NativeLibrary loaded;

  private final Path path;
  private final SymbolLookup symbols;
  private com.sun.jna.@Nullable NativeLibrary jna;

  private NativeLibrary(Path path, SymbolLookup symbols) {
    this.path = path;
    this.symbols = symbols;
  }

  /**
   * Loads the library unless that is done. To be called at start, because the classes that use it
   * can only fail with an Error.
   *
   * @throws SystemException if it is missing or the JVM may not call native code
   */
  public static synchronized void load() throws SystemException {
    if (loaded != null) {
      return;
    }
    @Nullable Path found = findFile();
    loaded = found != null ? open(found) : openUnpacked();
  }

  /** Where the library is, or was when it was loaded. */
  public static Path path() {
    return required().path;
  }

  static SymbolLookup symbols() {
    return required().symbols;
  }

  static com.sun.jna.NativeLibrary jna() {
    return required().loadJna();
  }

  private static NativeLibrary required() {
    try {
      load();
    } catch (SystemException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    synchronized (NativeLibrary.class) {
      if (loaded == null) {
        throw new LinkageError("libsmtap.so is not loaded");
      }
      return loaded;
    }
  }

  private static @Nullable Path findFile() throws SystemException {
    @Nullable String directory = System.getProperty(DIRECTORY_PROPERTY);
    if (directory != null) {
      Path file = Path.of(directory, FILE_NAME).toAbsolutePath();
      if (!Files.isReadable(file)) {
        throw SystemException.because(
            "load the native library",
            file.toString(),
            "no readable file",
            "correct -D" + DIRECTORY_PROPERTY + " or install smtap again");
      }
      return file;
    }
    @Nullable URL url = resource();
    return url != null && url.getProtocol().equals("file")
        ? Path.of(URI.create(url.toString()))
        : null;
  }

  private static String resourceName() {
    return "META-INF/native/linux-" + System.getProperty("os.arch") + "/" + FILE_NAME;
  }

  private static @Nullable URL resource() {
    return NativeLibrary.class.getClassLoader().getResource(resourceName());
  }

  private static NativeLibrary openUnpacked() throws SystemException {
    @Nullable URL url = resource();
    if (url == null) {
      throw SystemException.because(
          "load the native library",
          resourceName(),
          "it is not on the class path",
          "this machine's processor is not supported, or set -D" + DIRECTORY_PROPERTY);
    }
    try {
      Path file = Files.createTempFile("libsmtap-", ".so");
      try (InputStream in = url.openStream()) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        NativeLibrary library = open(file);
        var _ = library.loadJna(); // it opens by path, so before the file goes
        return library;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (SystemException e) {
      throw e;
    } catch (IOException e) {
      throw SystemException.because(
          "unpack the native library",
          url.toString(),
          String.valueOf(e.getMessage()),
          "set -Djava.io.tmpdir to a directory that can be written");
    }
  }

  private static NativeLibrary open(Path file) throws SystemException {
    try {
      return new NativeLibrary(file, SymbolLookup.libraryLookup(file, Arena.global()));
    } catch (IllegalCallerException e) {
      throw SystemException.because(
          "call native code from",
          "Java",
          "the JVM was told to refuse it",
          "start java with " + ACCESS_FLAG);
    } catch (IllegalArgumentException e) {
      throw SystemException.because(
          "load the native library",
          file.toString(),
          String.valueOf(e.getMessage()),
          "it needs glibc on "
              + System.getProperty("os.arch")
              + " and a file system without noexec");
    }
  }

  private synchronized com.sun.jna.NativeLibrary loadJna() {
    com.sun.jna.NativeLibrary library = jna;
    if (library == null) {
      com.sun.jna.FunctionMapper mapper = (lib, method) -> symbolName(method.getName());
      Map<String, Object> options =
          Map.of(
              com.sun.jna.Library.OPTION_FUNCTION_MAPPER,
              mapper,
              com.sun.jna.Library.OPTION_STRING_ENCODING,
              "UTF-8");
      library = com.sun.jna.NativeLibrary.getInstance(path.toString(), options);
      jna = library;
    }
    return library;
  }

  /** {@code setSocketOption} to {@code smtap_set_socket_option}. */
  static String symbolName(String method) {
    StringBuilder name = new StringBuilder("smtap_");
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_').append(Character.toLowerCase(c));
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}
