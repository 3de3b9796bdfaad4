package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingMessagesTest {
  private static final InetAddress G4 = InetAddress.ofLiteral("10.77.0.1");
  private static final InetAddress G6 = InetAddress.ofLiteral("fd77::1");
  private static final InetAddress LOCAL = InetAddress.ofLiteral("10.1.0.1");

  private static String hex(MessageBuilder message) {
    return HexFormat.of().formatHex(message.build(1));
  }

  private static <T> @Nullable T parse(
      MessageBuilder message, Function<MessageReader, @Nullable T> parser) {
    byte[] bytes = message.build(1);
    MessageReader reader = new MessageReader(bytes);
    reader.reset(bytes.length);
    assertThat(reader.next()).isTrue();
    return parser.apply(reader);
  }

  @Test
  void aRuleAsTheKernelWantsIt() {
    assertThat(hex(RoutingMessages.addRule(Rule.forDestination(2, G4, 71_071))))
        .isEqualTo(
            "3c000000"
                + "2000"
                + "0506" // request, ack, exclusive, create
                + "0100000000000000"
                + "022000000000000100000000" // struct fib_rule_hdr
                + "0800060002000000" // FRA_PRIORITY
                + "08000f009f150100" // FRA_TABLE
                + "0500150002000000" // FRA_PROTOCOL
                + "080001000a4d0001"); // FRA_DST
  }

  @Test
  void aRouteAsTheKernelWantsIt() {
    assertThat(hex(RoutingMessages.setRoute(Route.over(G4, 71_071, 100, 5, LOCAL))))
        .isEqualTo(
            "44000000"
                + "1800"
                + "0505" // request, ack, replace, create
                + "0100000000000000"
                + "0220000000"
                + "02fd01"
                + "00000000" // struct rtmsg
                + "080001000a4d0001" // RTA_DST
                + "08000f009f150100" // RTA_TABLE
                + "0800060064000000" // RTA_PRIORITY
                + "0800040005000000" // RTA_OIF
                + "080007000a010001"); // RTA_PREFSRC
  }

  @Test
  void aNeighbourAsTheKernelWantsIt() {
    assertThat(hex(RoutingMessages.setNeighbour(Neighbour.permanent(5, G4, 0x02534d0100feL))))
        .isEqualTo(
            "300000001c000505"
                + "0100000000000000"
                + "020000000500000080000000" // struct ndmsg
                + "080001000a4d0001" // NDA_DST
                + "0a00020002534d0100fe0000"); // NDA_LLADDR
  }

  @Test
  void whatIsBuiltIsReadBack() {
    for (Rule each :
        List.of(
            Rule.forDestination(2, G4, 71_071),
            Rule.forDestination(2, G6, 71_071),
            Rule.forIncoming(IpFamily.IPV6, 1, "smg0", Rule.TABLE_LOCAL),
            Rule.forAll(IpFamily.IPV4, 0, Rule.TABLE_LOCAL))) {
      assertThat(parse(RoutingMessages.addRule(each), RoutingParser::rule)).isEqualTo(each);
    }
    for (Route each :
        List.of(
            Route.over(G4, 71_071, 100, 5, LOCAL),
            Route.over(G6, 71_071, 100, 5, null),
            Route.nowhere(G4, 71_071, 1_000),
            Route.nowhere(G6, 71_071, 1_000))) {
      assertThat(parse(RoutingMessages.setRoute(each), RoutingParser::route)).isEqualTo(each);
    }
    for (InetAddress address : List.of(G4, G6)) {
      Neighbour each = Neighbour.permanent(5, address, 0x02534d0100feL);
      assertThat(parse(RoutingMessages.setNeighbour(each), RoutingParser::neighbour))
          .isEqualTo(each);
    }
  }

  private static boolean isPlain(MessageBuilder message) {
    return Objects.requireNonNull(parse(message, RoutingParser::rule)).isPlain();
  }

  @Test
  void aRuleThatSaysMoreIsNotPlain() {
    int mark = 10;
    int fwmark = 10;
    assertThat(
            isPlain(
                RoutingMessages.addRule(Rule.forAll(IpFamily.IPV4, 3, Rule.TABLE_LOCAL))
                    .attribute(fwmark, mark)))
        .isFalse();
    assertThat(isPlain(rule(0, 0, 0, 1, 0))).isTrue();
    assertThat(isPlain(rule(24, 0, 0, 1, 0))).as("to a prefix").isFalse();
    assertThat(isPlain(rule(0, 24, 0, 1, 0))).as("from a prefix").isFalse();
    assertThat(isPlain(rule(0, 0, 4, 1, 0))).as("with a TOS").isFalse();
    assertThat(isPlain(rule(0, 0, 0, 6, 0))).as("blackhole").isFalse();
    assertThat(isPlain(rule(0, 0, 0, 1, Netlink.FIB_RULE_INVERT))).as("not").isFalse();
    assertThat(isPlain(rule(0, 0, 0, 1, 0).attribute(Netlink.FRA_SUPPRESS_PREFIXLEN, 0))).isFalse();
    assertThat(isPlain(rule(0, 0, 0, 1, 0).attribute(Netlink.FRA_SUPPRESS_PREFIXLEN, -1))).isTrue();
  }

  private static MessageBuilder rule(int to, int from, int tos, int action, int flags) {
    byte[] header = {
      2, (byte) to, (byte) from, (byte) tos, -1, 0, 0, (byte) action, (byte) flags, 0, 0, 0
    };
    return MessageBuilder.raw(Netlink.RTM_NEWRULE, 0, header);
  }

  @Test
  void whatIsCutShortIsNothing() {
    for (int type : new int[] {Netlink.RTM_NEWRULE, Netlink.RTM_NEWROUTE, Netlink.RTM_NEWNEIGH}) {
      MessageBuilder message = MessageBuilder.raw(type, 0, new byte[] {2, 32, 0, 0, 0, 0, 0, 1});
      assertThat(parse(message, RoutingParser::rule)).isNull();
      assertThat(parse(message, RoutingParser::route)).isNull();
      assertThat(parse(message, RoutingParser::neighbour)).isNull();
      assertThat(parse(message, RoutingParser::address)).isNull();
    }
    MessageBuilder address = MessageBuilder.raw(Netlink.RTM_NEWADDR, 0, new byte[] {2, 32, 0, 0});
    assertThat(parse(address, RoutingParser::address)).isNull();
  }
}
