package dev.smtap.cli.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client of the metrics: one request of bounded length, one answer. The server's thread only. */
final class MetricsClient {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsClient.class);
  private static final int MOST_BYTES = 8 * 1_024;
  private static final String END = "\r\n\r\n";

  private final SocketChannel channel;
  private final long deadlineNanos;
  private ByteBuffer request = ByteBuffer.allocate(MOST_BYTES);
  private ByteBuffer answer = ByteBuffer.allocate(0);

  MetricsClient(SocketChannel channel, long deadlineNanos) {
    this.channel = channel;
    this.deadlineNanos = deadlineNanos;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Goes on as far as it can without waiting; false when it is done with. */
  boolean goOn(SelectionKey key, Supplier<byte[]> metrics) throws IOException {
    if (key.isReadable() && !read(key, metrics)) {
      return false;
    }
    if (answer.hasRemaining()) {
      channel.write(answer);
      return answer.hasRemaining();
    }
    return true;
  }

  private boolean read(SelectionKey key, Supplier<byte[]> metrics) throws IOException {
    if (channel.read(request) < 0) {
      return false;
    }
    String text = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
    if (text.contains(END)) {
      answer = HttpAnswer.to(text, metrics);
    } else if (!request.hasRemaining()) {
      answer = HttpAnswer.tooLong();
    }
    if (answer.hasRemaining()) {
      request = ByteBuffer.allocate(0);
      key.interestOps(SelectionKey.OP_WRITE);
    }
    return true;
  }

  /** Ends it; nothing can come of an error here. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("client not closed", e);
    }
  }
}
