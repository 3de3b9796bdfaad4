package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.local.Peer;
import dev.smtap.local.Steering;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;

/** What a fuzzer does to a steering, and what must hold after each step. One input each. */
final class SteeringSteps implements AutoCloseable {
  private static final int LONGEST = 2_000;
  private static final int PORT_OF_NOBODY = 9;
  private static final int[] NODES = {1, 2, 3, 4, 65_534};
  private static final long[] CODES = {1, 2, 3, 4, 5, -1};
  private static final InetAddress[] SOURCES = {
    InetAddress.ofLiteral("10.77.0.9"),
    InetAddress.ofLiteral("192.0.2.1"),
    InetAddress.ofLiteral("127.77.0.1"),
    InetAddress.ofLiteral("255.255.255.255"),
    InetAddress.ofLiteral("224.0.0.1"),
    InetAddress.ofLiteral("0.0.0.0"),
    InetAddress.ofLiteral("2001:db8::1"),
    InetAddress.ofLiteral("::1"),
    InetAddress.ofLiteral("ff02::1"),
    InetAddress.ofLiteral("::")
  };

  private final Place place;
  private final SteeringBed.Run run;
  private final SteeringBed.Commands commands = new SteeringBed.Commands();
  private long kept;
  private long released;

  /** What all inputs share. */
  record Place(SteeringBed bed, FramePlace frames, MappedSection slot, ServerSocket listener)
      implements AutoCloseable {
    static Place make() throws IOException {
      ServerSocket listener = new ServerSocket();
      listener.bind(new InetSocketAddress(SteeringBed.GLOBAL4, 0));
      return new Place(
          new SteeringBed(),
          new FramePlace(),
          MappedSection.ofPrivateMemory(SlotDescriptor.LARGE_BYTES),
          listener);
    }

    @Override
    public void close() throws IOException {
      listener.close();
      slot.close();
      frames.close();
      bed.close();
    }
  }

  SteeringSteps(Place place) throws SystemException {
    this.place = place;
    this.run = place.bed().begin(commands);
  }

  /** One frame, command or change: what, and how. */
  void step(FuzzInput input) throws SystemException {
    int what = input.nextByte();
    switch (what % 10) {
      case 0 -> steer(input.next(Math.min(input.nextShort(), LONGEST)));
      case 1, 2, 3 -> steer(edited(frame(input), input));
      case 4 -> cast(input);
      case 5 -> answer(input);
      case 6 -> publish(input);
      case 7 -> run.steering().service();
      case 8 -> takeReady();
      default -> change(input.nextByte());
    }
  }

  private byte[] frame(FuzzInput input) {
    int how = input.nextByte();
    InetAddress from = SOURCES[input.nextByte() % SOURCES.length];
    InetAddress to = from.getAddress().length == 4 ? SteeringBed.GLOBAL4 : SteeringBed.GLOBAL6;
    int fromPort = 5_000 + input.nextByte() % 8;
    int toPort = (how & 8) == 0 ? place.listener().getLocalPort() : PORT_OF_NOBODY;
    return switch (how & 7) {
      case 0 -> TestFrames.tcp(from, to, fromPort, toPort, 2);
      case 1 -> TestFrames.tcp(from, to, fromPort, toPort, 16);
      case 2 -> TestFrames.tcp(from, to, fromPort, toPort, input.nextByte());
      case 3 -> TestFrames.udp(from, to, fromPort, toPort);
      case 4 -> TestFrames.fragment(from, to, fromPort, toPort, 7, 0);
      case 5 -> TestFrames.fragment(from, to, fromPort, toPort, 7, input.nextByte());
      case 6 -> TestFrames.error(from, to, fromPort, toPort);
      default -> TestFrames.echo(from, to);
    };
  }

  /** The same with up to three other bytes, and cut off somewhere if the input says so. */
  private static byte[] edited(byte[] frame, FuzzInput input) {
    int how = input.nextByte();
    for (int i = 0; i < (how & 3); i++) {
      frame[input.nextByte() % frame.length] = (byte) input.nextByte();
    }
    return (how & 4) == 0 ? frame : Arrays.copyOf(frame, input.nextByte());
  }

  private void steer(byte[] frame) {
    if (frame.length < 14) {
      return;
    }
    long position = place.frames().put(frame, 0x5a);
    int chosen = run.steering().steer(position, frame.length);
    byte[] after = new byte[frame.length];
    SharedMemory.copyOut(position, after);
    if (chosen == Steering.TAKEN) {
      kept++;
      return;
    }
    if (chosen != Steering.PASS) {
      assertThat(chosen).isIn(SteeringBed.OWN, SteeringBed.GOOD, SteeringBed.HOSTILE);
      if (frame[12] == 8 && frame[13] == 6) {
        assertThat(chosen).as("who asks by ARP gets the answer").isEqualTo(SteeringBed.OWN);
        return;
      }
      assertThat(SharedMemory.getNetworkLong(position) >>> 16)
          .isEqualTo(run.steering().members().mac(chosen))
          .isEqualTo(SteeringBed.mac(chosen));
      System.arraycopy(frame, 0, after, 0, 6);
    }
    assertThat(after).isEqualTo(frame);
  }

  /** A cast command, of whomever it says to be, that ends where its memory does. */
  private void cast(FuzzInput input) {
    int node = NODES[input.nextByte() % NODES.length];
    long generation = 1000L + node + (input.nextByte() & 1);
    byte[] flows = input.next(input.nextByte() * 8);
    byte[] command = new byte[Command.BYTES + flows.length / 8 * 8];
    System.arraycopy(flows, 0, command, Command.BYTES, command.length - Command.BYTES);
    long position = place.frames().put(command, 0);
    SharedMemory.putLong(position, CODES[input.nextByte() % CODES.length]);
    SharedMemory.putLong(position + 8, number(input));
    run.steering().castCommand(node, generation, position, command.length);
  }

  /** A command by a pair ring: its sender is who it says. */
  private void answer(FuzzInput input) {
    int node = (input.nextByte() & 1) == 0 ? SteeringBed.GOOD : SteeringBed.HOSTILE;
    long position = place.frames().put(new byte[Command.BYTES], 0);
    SharedMemory.putLong(position, CODES[input.nextByte() % CODES.length]);
    SharedMemory.putLong(position + 8, number(input));
    run.steering().command(node, position, Command.BYTES);
  }

  private long number(FuzzInput input) {
    int how = input.nextByte();
    return switch (how % 3) {
      case 0 -> (commands.lastQuestion() << 3) + (how >>> 4);
      case 1 -> how >>> 2;
      default -> input.nextLong();
    };
  }

  /** What a peer publishes: all that it should, or a word of it changed. */
  private void publish(FuzzInput input) {
    int how = input.nextByte();
    int node = (how & 1) == 0 ? SteeringBed.GOOD : SteeringBed.HOSTILE;
    if ((how & 2) == 0) {
      DirectoryWriter writer = place.bed().serve(node);
      writer.setListeners(List.<SocketInfo>of(), 0);
      writer.setDraining((how & 4) != 0);
    } else {
      long word = place.bed().area(node) + (input.nextShort() & 0x1fff) * 8L;
      SharedMemory.putLong(word, input.nextLong());
    }
  }

  private void takeReady() {
    long target = place.slot().position();
    for (int bytes = run.steering().takeReady(target);
        bytes > 0;
        bytes = run.steering().takeReady(target)) {
      assertThat(bytes).isBetween(14, LONGEST);
      assertThat(run.steering().readyNode())
          .isIn(SteeringBed.OWN, SteeringBed.GOOD, SteeringBed.HOSTILE);
      released++;
    }
  }

  private void change(int how) throws SystemException {
    Peer peer = place.bed().peer((how & 1) == 0 ? SteeringBed.GOOD : SteeringBed.HOSTILE);
    switch (how >> 1 & 3) {
      case 0 -> peer.setHealth(Peer.Health.HUNG);
      case 1 -> peer.setHealth(Peer.Health.UP);
      case 2 -> peer.setHealth(Peer.Health.DOWN);
      default -> {
        run.steering().engage(null);
        run.engage();
      }
    }
  }

  /** Nothing waits any more, and nothing was lost. */
  void checkAll() {
    run.steering().engage(null);
    takeReady();
    checkCounters();
  }

  private void checkCounters() {
    long counted = run.sent().get(AdapterSendCounter.NEIGHBOUR);
    for (AdapterSendCounter each : AdapterSendCounter.values()) {
      counted += each.isDrop() ? run.sent().get(each) : 0;
    }
    assertThat(released + counted).as("frames that were kept").isEqualTo(kept);
    assertThat(run.table().flows()).isBetween(0, run.table().mostFlows());
  }

  @Override
  public void close() throws SystemException {
    run.close();
  }
}
