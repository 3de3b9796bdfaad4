package dev.smtap.facility;

import dev.smtap.ring.CaptureDescriptor;
import dev.smtap.ring.CaptureHeadDescriptor;
import dev.smtap.ring.CaptureRecordDescriptor;
import java.util.stream.Stream;

/** The layouts of what a node captures. */
final class CaptureLayouts {
  private CaptureLayouts() {}

  static Stream<Layout> all() {
    return Stream.of(
        Layout.of(
            CaptureHeadDescriptor.class,
            "smtap_capture_head",
            "intent",
            "intent",
            "written",
            "written"),
        Layout.of(
            CaptureDescriptor.class,
            "smtap_capture",
            "rings",
            "rings",
            "bytes of each ring",
            "ring_bytes",
            "heads of the rings: 32 entries",
            "heads",
            "records: those of ring 0, of ring 1, ...",
            "records"),
        Layout.of(
            CaptureRecordDescriptor.class,
            "smtap_capture_record",
            "record bytes",
            "record_bytes",
            "kind",
            "kind",
            "number",
            "number",
            "time",
            "time",
            "ring sequence",
            "ring_sequence",
            "ring",
            "ring",
            "peer",
            "peer",
            "direction",
            "direction",
            "drop reason",
            "drop_reason",
            "length",
            "length",
            "captured bytes",
            "captured",
            "slot record: the captured bytes of it (see SlotDescriptor)",
            "slot_record"));
  }
}
