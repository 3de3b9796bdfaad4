package dev.smtap.netlink;

import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import java.util.Arrays;

/**
 * Measures what a question and a walk cost, with few listeners and with many. Needs root. To be run
 * by hand from the class path of the tests.
 */
final class SocketQuestionCost {
  private static final int WARM_UP = 20_000;
  private static final int QUESTIONS = 20_000;

  private SocketQuestionCost() {}

  public static void main(String[] arguments) throws SystemException {
    try (DiagSite site = DiagSite.create();
        SocketQuestion question = site.inside(SocketQuestion::open);
        SocketWalk walk = site.inside(SocketWalk::open);
        SocketEvents events = site.inside(SocketEvents::open)) {
      for (int i = 0; i < 4; i++) {
        measureEvents(site, events);
      }
      int open = 0;
      for (int listeners : new int[] {10, 5000}) {
        TestSocket last = site.listener("0.0.0.0");
        for (open++; open < listeners; open++) {
          last = site.listener("0.0.0.0");
        }
        int port = last.local().port();
        measure(listeners, "TCP, a listener", question, site, SocketProtocol.TCP, port);
        measure(listeners, "TCP, none", question, site, SocketProtocol.TCP, 1);
        measure(listeners, "UDP, none", question, site, SocketProtocol.UDP, 1);
        measureWalk(listeners, walk);
      }
    }
  }

  private static void measure(
      int listeners,
      String what,
      SocketQuestion question,
      DiagSite site,
      SocketProtocol protocol,
      int port)
      throws SystemException {
    SocketEnd local = TestSocket.end(DiagSite.G, port);
    long[] nanos = new long[QUESTIONS];
    for (int i = -WARM_UP; i < QUESTIONS; i++) {
      SocketFlow flow =
          new SocketFlow(protocol, local, TestSocket.end("192.0.2.1", 1024 + (i & 0x7fff)));
      long start = System.nanoTime();
      var _ = question.ask(flow, site.global());
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    print(listeners, what, nanos);
  }

  private static void measureWalk(int listeners, SocketWalk walk) throws SystemException {
    long[] nanos = new long[100];
    for (int i = -20; i < nanos.length; i++) {
      long start = System.nanoTime();
      if (walk.walk().size() < listeners) {
        throw new AssertionError("a walk lacks some");
      }
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    print(listeners, "a walk", nanos);
  }

  private static void measureEvents(DiagSite site, SocketEvents events) throws SystemException {
    int sockets = 5000;
    Counter counter = new Counter();
    site.inside(() -> {
      for (int i = 0; i < sockets; i++) {
        TestSocket.open(false, TestSocket.SOCK_STREAM, 0).close();
      }
      return 0;
    });
    long nanos = 0;
    while (counter.heard < sockets) {
      if (Memory.await(events.fd(), Poll.POLLIN, 1000) == 0 || counter.lost > 0) {
        throw new AssertionError("events are missing");
      }
      long start = System.nanoTime();
      events.drain(counter);
      nanos += System.nanoTime() - start;
    }
    System.out.printf("%5d events, each %.1f us%n", sockets, nanos / 1e3 / sockets);
  }

  private static final class Counter implements SocketEventListener {
    private int heard;
    private int lost;

    @Override
    public void socketDestroyed(SocketInfo socket) {
      heard++;
    }

    @Override
    public void eventsLost() {
      lost++;
    }
  }

  private static void print(int listeners, String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%5d listeners, %-16s median %9.1f us, 99 %% %9.1f us%n",
        listeners, what, nanos[nanos.length / 2] / 1e3, nanos[nanos.length * 99 / 100] / 1e3);
  }
}
