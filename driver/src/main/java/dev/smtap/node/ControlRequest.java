package dev.smtap.node;

import dev.smtap.posix.SystemException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a command asks of a running node, and its text: one line of UTF-8, {@code 1 VERB NAME=VALUE
 * ...}, the version in front. The answer is one line too: {@link #OK} and what was asked for, or
 * {@link #FAILED} and a sentence. Immutable.
 *
 * @param verb what to do
 * @param words more about it, by name; no blanks in them
 */
public record ControlRequest(String verb, Map<String, String> words) {
  /** Says how the node takes part in the spreading of flows. */
  public static final String SHOW = "show";

  /** No new flows from now on. */
  public static final String DRAIN = "drain";

  /** New flows again. */
  public static final String UNDRAIN = "undrain";

  /** Changes rules and weight. */
  public static final String BALANCE = "balance";

  /** Captures frames for as long as the client stays connected. */
  public static final String CAPTURE = "capture";

  /** Word: the interface; all of the node without it. */
  public static final String INTERFACE = "interface";

  /** Word: how many bytes of each frame are captured; all without it. */
  public static final String SNAPLEN = "snaplen";

  /** Word: bytes of each capture ring, a power of two; {@link #USUAL_BUFFER_BYTES} without it. */
  public static final String BUFFER = "buffer";

  /** Bytes of a capture ring: some 13 ms of 10 Gbit/s, for a reader that does not run just now. */
  public static final long USUAL_BUFFER_BYTES = 1L << 24;

  /** Word: the network. */
  public static final String NETWORK = "network";

  /** Word: the port whose rule it is about; the usual rule without it. */
  public static final String PORT = "port";

  /** Word: a policy, or {@link #USUAL}. */
  public static final String POLICY = "policy";

  /** Word: seconds, 0 for none. */
  public static final String AFFINITY = "affinity";

  /** Word: the node's weight. */
  public static final String WEIGHT = "weight";

  /** Policy: the port has no rule of its own any more. */
  public static final String USUAL = "usual";

  /** First word of the answer to what was done. */
  public static final String OK = "ok";

  /** First word of the answer to what was not. */
  public static final String FAILED = "failed";

  /** Bytes of the longest request, its line end included. */
  public static final int MOST_BYTES = 1_024;

  private static final String VERSION = "1";

  public ControlRequest {
    words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
  }

  /** The word of a name, if it is there. */
  public Optional<String> word(String name) {
    return Optional.ofNullable(words.get(name));
  }

  /** Writes it, with its line end. */
  public String line() {
    StringBuilder line = new StringBuilder(VERSION).append(' ').append(verb);
    words.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.append('\n').toString();
  }

  /**
   * Reads it.
   *
   * @param bytes one line, its end included
   * @throws SystemException if it is none, or of another version
   */
  static ControlRequest parse(byte[] bytes) throws SystemException {
    int length = bytes.length - 1;
    if (length < 0 || bytes[length] != '\n') {
      throw wrong("it is not a whole line");
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw wrong("it is not one line of text");
    }
    String[] parts = text.strip().split(" +", -1);
    if (!parts[0].equals(VERSION)) {
      throw wrong("it does not begin with version " + VERSION);
    }
    if (parts.length < 2) {
      throw wrong("it does not say what to do");
    }
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 2; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals <= 0) {
        throw wrong("'" + parts[i] + "' is not NAME=VALUE");
      }
      if (words.put(parts[i].substring(0, equals), parts[i].substring(equals + 1)) != null) {
        throw wrong("'" + parts[i] + "' is said twice");
      }
    }
    return new ControlRequest(parts[1], words);
  }

  private static SystemException wrong(String why) {
    return SystemException.because(
        "understand", "the request", why, "use the version of smtap that runs the node");
  }
}
