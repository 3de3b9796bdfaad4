package dev.smtap.cli.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The answer to an HTTP request (RFC 9112) of which only the first line matters: {@code GET
 * /metrics} gives the metrics, and the connection ends.
 */
final class HttpAnswer {
  private HttpAnswer() {}

  /** A request that does not end. */
  static ByteBuffer tooLong() {
    return text("431 Request Header Fields Too Large", "the request is too long\n", true);
  }

  /** Answers a request that ended with an empty line. */
  static ByteBuffer to(String request, Supplier<byte[]> metrics) {
    String[] words = request.lines().findFirst().orElse("").split(" ", -1);
    if (words.length != 3 || !words[2].matches("HTTP/1\\.[01]")) {
      return text("400 Bad Request", "this is no request of HTTP/1.1\n", true);
    }
    boolean hasBody = !words[0].equals("HEAD");
    if (hasBody && !words[0].equals("GET")) {
      return text("405 Method Not Allowed", "only GET is answered\n", true);
    }
    String path = words[1].split("\\?", 2)[0];
    if (!path.equals("/metrics")) {
      return text("404 Not Found", "there is only /metrics\n", hasBody);
    }
    try {
      return answer("200 OK", Metrics.CONTENT_TYPE, metrics.get(), hasBody);
    } catch (UnreadableException e) {
      return text("503 Service Unavailable", e.getMessage() + "\n", hasBody);
    }
  }

  /** The partition cannot be read just now. */
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static ByteBuffer text(String status, String text, boolean hasBody) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return answer(status, "text/plain; charset=utf-8", body, hasBody);
  }

  private static ByteBuffer answer(String status, String type, byte[] body, boolean hasBody) {
    String allow = status.startsWith("405") ? "Allow: GET, HEAD\r\n" : "";
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n"
            + allow
            + "\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer answer = ByteBuffer.allocate(start.length + (hasBody ? body.length : 0));
    answer.put(start);
    if (hasBody) {
      answer.put(body);
    }
    return answer.flip();
  }
}
