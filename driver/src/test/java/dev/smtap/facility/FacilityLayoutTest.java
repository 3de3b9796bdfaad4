package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.global.CommandDescriptor;
import dev.smtap.global.ConnectionBucketDescriptor;
import dev.smtap.global.ConnectionTableDescriptor;
import dev.smtap.global.FlowDescriptor;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.ring.CastDescriptor;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.Command;
import dev.smtap.wire.SmHeader;
import dev.smtap.wire.VirtioNetHeader;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each layout of the facility: its drawing, the constants in Java, and facility.h in C. */
class FacilityLayoutTest {
  static Stream<Layout> layouts() {
    return Layout.all();
  }

  /** Fields whose place follows from the sizes of others; {@link #placesThatFollow} has them. */
  private static final List<String> FOLLOWING =
      List.of(
          "write counter",
          "label",
          "ring 1, a multicast ring: the same",
          "slots of ring 0, slots of ring 1, ...",
          "large slots",
          "small slots",
          "areas of the adapters",
          "cast areas",
          "entry bytes",
          "entry state",
          "entry kind",
          "entry name",
          Drawing.END);

  private static long c(String name) {
    long value = ControlCalls.layout(name);
    assertThat(value).as(name).isNotEqualTo(-Errno.ENOENT);
    return value;
  }

  private static int constant(Class<?> descriptor, String name) {
    try {
      Field field = descriptor.getDeclaredField(name);
      return field.getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(descriptor + " has no " + name, e);
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void drawingJavaAndCAreOne(Layout layout) {
    Drawing drawing = Drawing.of(layout.descriptor());
    for (int i = 0; i < layout.names().size(); i += 2) {
      String name = layout.names().get(i);
      String field = layout.names().get(i + 1);
      Drawing.Field drawn = drawing.field(name);
      String inJava = field.toUpperCase(Locale.ROOT) + "_OFFSET";
      assertThat(constant(layout.descriptor(), inJava)).as(inJava).isEqualTo(drawn.offset());
      assertThat(c("offsetof(struct " + layout.struct() + ", " + field + ")"))
          .as("%s in C", field)
          .isEqualTo(drawn.offset());
      if (drawn.bytes() != Drawing.UNKNOWN && !field.equals("frame")) {
        assertThat(c("sizeof(struct " + layout.struct() + "." + field + ")"))
            .as("bytes of %s in C", field)
            .isEqualTo(drawn.bytes());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void nothingIsLeftOut(Layout layout) {
    List<String> inDrawing = new ArrayList<>(Drawing.of(layout.descriptor()).names());
    List<String> constants = new ArrayList<>();
    for (Field each : layout.descriptor().getDeclaredFields()) {
      if (each.getName().endsWith("_OFFSET")) {
        constants.add(each.getName());
      }
    }
    for (int i = 0; i < layout.names().size(); i += 2) {
      inDrawing.remove(layout.names().get(i));
      constants.remove(layout.names().get(i + 1).toUpperCase(Locale.ROOT) + "_OFFSET");
    }
    assertThat(FOLLOWING).containsAll(inDrawing);
    assertThat(List.of("RINGS_OFFSET", "WRITE_OFFSET", "LABEL_OFFSET"))
        .as("constants of %s", layout)
        .satisfiesAnyOf(
            rings -> assertThat(constants).isEmpty(),
            rings -> assertThat(constants).containsExactlyInAnyOrderElementsOf(rings),
            rings -> assertThat(constants).allMatch(name -> name.startsWith("ENTRY_")));
  }

  @Test
  void placesThatFollow() {
    Drawing cast = Drawing.of(CastDescriptor.class);
    int rings = CastDescriptor.RINGS_OFFSET;
    assertThat(c("offsetof(struct smtap_cast, rings)")).isEqualTo(rings);
    same(cast, "write counter", rings + CastDescriptor.WRITE_OFFSET);
    same(cast, "label", rings + CastDescriptor.LABEL_OFFSET);
    same(cast, "ring 1, a multicast ring: the same", rings + CastDescriptor.RING_HEAD_BYTES);
    assertThat(c("offsetof(struct smtap_cast_head, write)")).isEqualTo(CastDescriptor.WRITE_OFFSET);
    assertThat(c("offsetof(struct smtap_cast_head, label)")).isEqualTo(CastDescriptor.LABEL_OFFSET);
    assertThat(c("sizeof(struct smtap_cast_head)")).isEqualTo(CastDescriptor.RING_HEAD_BYTES);

    Drawing common = Drawing.of(CommonSectionDescriptor.class);
    same(common, "entry state", c("offsetof(struct smtap_network_entry, state)"));
    same(common, "entry kind", c("offsetof(struct smtap_network_entry, kind)"));
    same(common, "entry name", c("offsetof(struct smtap_network_entry, name)"));
    same(common, "entry state", CommonSectionDescriptor.ENTRY_STATE_OFFSET);
    same(common, "entry kind", CommonSectionDescriptor.ENTRY_KIND_OFFSET);
    same(common, "entry name", CommonSectionDescriptor.ENTRY_NAME_OFFSET);
    same(common, "entry bytes", CommonSectionDescriptor.ENTRY_BYTES);
    same(common, "entry bytes", c("sizeof(struct smtap_network_entry)"));
    assertThat(common.field("entry name").bytes())
        .isEqualTo(AdapterEntryDescriptor.NETWORK_NAME_BYTES);
    same(common, "cast areas", CommonSectionDescriptor.BYTES);

    Drawing node = Drawing.of(NodeSectionDescriptor.class);
    same(node, "entry bytes", AdapterEntryDescriptor.BYTES);
    same(node, "areas of the adapters", NodeSectionDescriptor.BYTES);
    same(Drawing.of(AdapterEntryDescriptor.class), Drawing.END, AdapterEntryDescriptor.BYTES);
    same(Drawing.of(ListenerDescriptor.class), Drawing.END, ListenerDescriptor.BYTES);
    same(Drawing.of(OfferDescriptor.class), Drawing.END, OfferDescriptor.BYTES);
    same(Drawing.of(FlowDescriptor.class), Drawing.END, FlowDescriptor.BYTES);
    same(Drawing.of(CommandDescriptor.class), "entry bytes", FlowDescriptor.BYTES);
  }

  private static void same(Drawing drawing, String name, long offset) {
    assertThat(drawing.field(name).offset()).as(name).isEqualTo((int) offset);
  }

  @Test
  void wholeStructuresAreAsLong() {
    assertThat(c("sizeof(struct smtap_sm_header)")).isEqualTo(SmHeader.PADDED_BYTES);
    assertThat(c("sizeof(struct smtap_virtio_net_header)")).isEqualTo(VirtioNetHeader.BYTES);
    assertThat(c("sizeof(struct smtap_slot)")).isEqualTo(SlotDescriptor.FRAME_OFFSET);
    assertThat(c("sizeof(struct smtap_lane)")).isEqualTo(LaneDescriptor.DESCRIPTORS_OFFSET);
    assertThat(c("sizeof(struct smtap_cast_slot)")).isEqualTo(CastSlotDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_adapter)")).isEqualTo(AdapterDescriptor.LANES_OFFSET);
    assertThat(c("sizeof(struct smtap_adapter_entry)")).isEqualTo(AdapterEntryDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_listener)")).isEqualTo(ListenerDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_offer)")).isEqualTo(OfferDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_flow)")).isEqualTo(FlowDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_command)")).isEqualTo(CommandDescriptor.FLOWS_OFFSET);
    assertThat(c("sizeof(struct smtap_global)")).isEqualTo(GlobalAreaDescriptor.TABLE_OFFSET);
    assertThat(c("sizeof(struct smtap_global.addresses)"))
        .isEqualTo(GlobalAreaDescriptor.MOST_ADDRESSES * GlobalAreaDescriptor.ADDRESS_BYTES);
    assertThat(c("sizeof(struct smtap_global.offers)"))
        .isEqualTo(GlobalAreaDescriptor.MOST_OFFERS * OfferDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_global.listeners)"))
        .isEqualTo(GlobalAreaDescriptor.MOST_LISTENERS * ListenerDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_connections)"))
        .isEqualTo(ConnectionTableDescriptor.TABLE_OFFSET);
    assertThat(c("sizeof(struct smtap_bucket)")).isEqualTo(ConnectionBucketDescriptor.BYTES);
    // The tables end before the first page does.
    assertThat(c("sizeof(struct smtap_node_section)")).isEqualTo(NodeSectionDescriptor.BYTES);
    assertThat(c("sizeof(struct smtap_common_section)"))
        .isEqualTo(CommonSectionDescriptor.entryOffset(CommonSectionDescriptor.MOST_NETWORKS))
        .isLessThanOrEqualTo(CommonSectionDescriptor.BYTES);
  }

  @Test
  void numbersAreThoseOfTheHeader() {
    assertThat(c("SMTAP_FORMAT_VERSION")).isEqualTo(NodeSectionDescriptor.VERSION);
    assertThat(c("SMTAP_NODE_MAGIC")).isEqualTo(NodeSectionDescriptor.MAGIC);
    assertThat(c("SMTAP_COMMON_MAGIC")).isEqualTo(CommonSectionDescriptor.MAGIC);
    assertThat(c("SMTAP_MOST_ADAPTERS")).isEqualTo(NodeSectionDescriptor.MOST_ADAPTERS);
    assertThat(c("SMTAP_MOST_NETWORKS")).isEqualTo(CommonSectionDescriptor.MOST_NETWORKS);
    assertThat(c("SMTAP_COUNTERS")).isEqualTo(Counters.COUNT);
    assertThat(c("SMTAP_SEARCH_COUNTERS")).isEqualTo(GlobalAreaDescriptor.SEARCH_COUNTERS);
    assertThat(c("SMTAP_LARGE_SLOT_BYTES")).isEqualTo(SlotDescriptor.LARGE_BYTES);
    assertThat(c("SMTAP_SMALL_SLOT_BYTES")).isEqualTo(SlotDescriptor.SMALL_BYTES);
    assertThat(c("SMTAP_NODE_RUNNING")).isEqualTo(NodeSectionDescriptor.STATE_RUNNING);
    assertThat(c("SMTAP_NODE_STOPPED")).isEqualTo(NodeSectionDescriptor.STATE_STOPPED);
    assertThat(c("SMTAP_ADAPTER_NONE")).isEqualTo(AdapterEntryDescriptor.STATE_NONE);
    assertThat(c("SMTAP_ADAPTER_PRESENT")).isEqualTo(AdapterEntryDescriptor.STATE_PRESENT);
    assertThat(c("SMTAP_ADAPTER_GONE")).isEqualTo(AdapterEntryDescriptor.STATE_GONE);
    assertThat(c("SMTAP_NETWORK_LOCAL")).isEqualTo(NetworkKind.LOCAL.code());
    assertThat(c("SMTAP_NETWORK_GLOBAL")).isEqualTo(NetworkKind.GLOBAL.code());
    assertThat(c("SMTAP_IS_GLOBAL")).isEqualTo(GlobalAreaDescriptor.IS_GLOBAL);
    assertThat(c("SMTAP_IS_DRAINING")).isEqualTo(GlobalAreaDescriptor.IS_DRAINING);
    assertThat(c("SMTAP_HAS_PORTS")).isEqualTo(GlobalAreaDescriptor.HAS_PORTS);
    assertThat(c("SMTAP_TAKES_IPV4")).isEqualTo(ListenerDescriptor.TAKES_IPV4);
    assertThat(c("SMTAP_TAKES_IPV6")).isEqualTo(ListenerDescriptor.TAKES_IPV6);
    assertThat(c("SMTAP_COMMAND_HELLO")).isEqualTo(Command.HELLO);
    assertThat(c("SMTAP_COMMAND_QUESTION")).isEqualTo(Command.QUESTION);
    assertThat(c("SMTAP_COMMAND_ANSWER")).isEqualTo(Command.ANSWER);
    assertThat(c("SMTAP_COMMAND_ENDED")).isEqualTo(Command.ENDED);
    assertThat(c("SMTAP_COMMAND_FLOWS")).isEqualTo(CommandDescriptor.MOST_FLOWS);
    for (SearchCounter each : SearchCounter.values()) {
      assertThat(c("SMTAP_SEARCH_" + each.name())).as(each.label()).isEqualTo(each.ordinal());
    }
    for (Class<? extends Enum<?>> each :
        List.of(
            SendCounter.class,
            ReceiveCounter.class,
            AdapterSendCounter.class,
            AdapterReceiveCounter.class)) {
      assertThat(each.getEnumConstants().length).isLessThanOrEqualTo(Counters.COUNT);
    }
    assertThat(SearchCounter.values().length)
        .isLessThanOrEqualTo(GlobalAreaDescriptor.SEARCH_COUNTERS);
  }
}
