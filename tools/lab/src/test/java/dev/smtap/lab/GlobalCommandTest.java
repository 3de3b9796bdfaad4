package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands are taken from rings only: a program on a node cannot send any. */
@Tag("e2e")
class GlobalCommandTest {
  private static final int INGRESS = 1;
  private static final int SERVER = 2;
  private static final int OTHER = 3;
  private static final int PORT = 7_000;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 3, "--mtu 1500");
  }

  private static Netns ingress() {
    return globals.host(INGRESS).netns();
  }

  /** Counts of all nodes together that only commands change. */
  private static List<Long> commandCounts() {
    List<Long> counts = new ArrayList<>();
    for (Host host : globals.hosts()) {
      Globals.Searches searches = globals.searches(host.id());
      for (String each : List.of("answers", "ended", "overdue", "exact", "listener")) {
        counts.add(searches.of(each));
      }
    }
    return counts;
  }

  @Test
  void noFrameIsACommand() throws IOException {
    try (IdServer _ = IdServer.tcp(globals.host(SERVER), Globals.IP4, PORT);
        Caller.Connection caller = Caller.tcp(ingress(), Globals.IP4, PORT);
        FrameTap out = FrameTap.open(ingress(), Globals.INTERFACE, false);
        FrameTap in = FrameTap.open(globals.host(OTHER).netns(), Globals.INTERFACE, true)) {
      List<Long> before = commandCounts();
      String server = globals.mac(SERVER);
      String asCommand = server.replaceFirst("^02", "03");
      int sent = 0;
      for (String to : List.of("ff:ff:ff:ff:ff:ff", globals.mac(OTHER), globals.nobodysMac())) {
        for (String from : List.of(server, asCommand, globals.mac(INGRESS))) {
          for (long code = 1; code <= 4; code++) {
            out.send(command(to, from, code, caller.end().getPort()));
            sent += to.equals(globals.nobodysMac()) ? 0 : 1;
          }
        }
      }
      // To node 3 they are frames like others.
      assertThat(
              in.receive(sent, 3_000, each -> each[12] == (byte) 0x88 && each[13] == (byte) 0xb5))
          .hasSize(sent);
      assertThat(commandCounts()).isEqualTo(before);
      assertThat(globals.flows(INGRESS, PORT)).hasSize(1);
      assertThat(caller.ask(new byte[50_000])).isEqualTo(SERVER);
      LAB.awaitBalance();
    }
  }

  /** A frame that is, from its first byte on, what stands in a ring for a command. */
  private static byte[] command(String to, String from, long code, int fromPort) {
    ByteBuffer record = ByteBuffer.allocate(32 + 40).order(ByteOrder.LITTLE_ENDIAN);
    record.put(Frames.mac(to)).put(Frames.mac(from));
    record.put((byte) 0x88).put((byte) 0xb5).putShort((short) 0).putLong(code).putLong(1);
    record.put((byte) Packets.TCP).position(36);
    record.putShort((short) PORT).putShort((short) fromPort);
    for (String each : List.of(Globals.IP4, globals.host(INGRESS).ip4())) {
      record
          .putLong(0)
          .putLong(
              0xffffL << 32 | ByteBuffer.wrap(InetAddress.ofLiteral(each).getAddress()).getInt());
    }
    return record.array();
  }
}
