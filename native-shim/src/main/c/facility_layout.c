/* Sizes and offsets of facility.h, for a test to compare with the Java driver. */
#include "facility.h"
#include "layout.h"

#include <linux/virtio_net.h>

#define SAME_PLACE(ours, theirs)                                      \
  _Static_assert(offsetof(struct smtap_virtio_net_header, ours) ==    \
                     offsetof(struct virtio_net_hdr_v1, theirs),      \
                 #ours " stands where the kernel has " #theirs)

SAME_PLACE(flags, flags);
SAME_PLACE(gso_type, gso_type);
SAME_PLACE(header_bytes, hdr_len);
SAME_PLACE(segment_bytes, gso_size);
SAME_PLACE(checksum_start, csum_start);
SAME_PLACE(checksum_offset, csum_offset);
SAME_PLACE(buffers, num_buffers);
_Static_assert(sizeof(struct smtap_virtio_net_header) == sizeof(struct virtio_net_hdr_v1),
               "as long as the kernel's");

const struct layout_entry smtap_facility_layout[] = {
    SIZE(struct smtap_sm_header),
    FIELD(smtap_sm_header, destination),
    FIELD(smtap_sm_header, source),
    FIELD(smtap_sm_header, type),

    SIZE(struct smtap_virtio_net_header),
    FIELD(smtap_virtio_net_header, flags),
    FIELD(smtap_virtio_net_header, gso_type),
    FIELD(smtap_virtio_net_header, header_bytes),
    FIELD(smtap_virtio_net_header, segment_bytes),
    FIELD(smtap_virtio_net_header, checksum_start),
    FIELD(smtap_virtio_net_header, checksum_offset),
    FIELD(smtap_virtio_net_header, buffers),

    SIZE(struct smtap_slot),
    FIELD(smtap_slot, sm_header),
    FIELD(smtap_slot, virtio),
    OFFSET(struct smtap_slot, frame),

    SIZE(struct smtap_lane),
    FIELD(smtap_lane, peer_id),
    FIELD(smtap_lane, peer_generation),
    FIELD(smtap_lane, start),
    FIELD(smtap_lane, write),
    FIELD(smtap_lane, read),
    FIELD(smtap_lane, sent),
    FIELD(smtap_lane, received),
    OFFSET(struct smtap_lane, descriptors),
    {"sizeof(struct smtap_lane.descriptors)", sizeof(((struct smtap_lane *)0)->descriptors[0])},

    SIZE(struct smtap_cast),
    FIELD(smtap_cast, lock),
    FIELD(smtap_cast, bell),
    OFFSET(struct smtap_cast, rings),
    SIZE(struct smtap_cast_head),
    FIELD(smtap_cast_head, write),
    FIELD(smtap_cast_head, label),

    SIZE(struct smtap_cast_slot),
    FIELD(smtap_cast_slot, sequence),
    FIELD(smtap_cast_slot, node_id),
    FIELD(smtap_cast_slot, length),
    FIELD(smtap_cast_slot, generation),
    FIELD(smtap_cast_slot, time),
    OFFSET(struct smtap_cast_slot, record),

    SIZE(struct smtap_connections),
    FIELD(smtap_connections, seed),
    FIELD(smtap_connections, buckets),
    FIELD(smtap_connections, most_flows),
    FIELD(smtap_connections, flows),
    FIELD(smtap_connections, aged_out),
    FIELD(smtap_connections, node_gone),
    FIELD(smtap_connections, evicted),
    FIELD(smtap_connections, refused),
    FIELD(smtap_connections, addresses),
    FIELD(smtap_connections, nodes),
    OFFSET(struct smtap_connections, table),

    SIZE(struct smtap_bucket),
    FIELD(smtap_bucket, passed_by),
    FIELD(smtap_bucket, step_and_state),
    FIELD(smtap_bucket, node),
    FIELD(smtap_bucket, sequence),
    FIELD(smtap_bucket, foreign_port),
    FIELD(smtap_bucket, local_port),
    FIELD(smtap_bucket, address),
    FIELD(smtap_bucket, protocol),
    FIELD(smtap_bucket, foreign_address),
    FIELD(smtap_bucket, other_keys),
    FIELD(smtap_bucket, bytes),
    FIELD(smtap_bucket, packets),
    FIELD(smtap_bucket, last_used),
    FIELD(smtap_bucket, other_counters),

    SIZE(struct smtap_adapter_entry),
    FIELD(smtap_adapter_entry, state),
    FIELD(smtap_adapter_entry, kind),
    FIELD(smtap_adapter_entry, network),
    FIELD(smtap_adapter_entry, mtu),
    FIELD(smtap_adapter_entry, offloads),
    FIELD(smtap_adapter_entry, ifindex),
    FIELD(smtap_adapter_entry, mac),
    FIELD(smtap_adapter_entry, area_offset),
    FIELD(smtap_adapter_entry, area_bytes),
    FIELD(smtap_adapter_entry, large_slots),
    FIELD(smtap_adapter_entry, small_slots),
    FIELD(smtap_adapter_entry, link_flags),
    FIELD(smtap_adapter_entry, network_name),
    FIELD(smtap_adapter_entry, interface_name),
    FIELD(smtap_adapter_entry, namespace),
    FIELD(smtap_adapter_entry, kernel_drops),

    SIZE(struct smtap_node_section),
    FIELD(smtap_node_section, magic),
    FIELD(smtap_node_section, version),
    FIELD(smtap_node_section, features),
    FIELD(smtap_node_section, bytes),
    FIELD(smtap_node_section, node_id),
    FIELD(smtap_node_section, lanes),
    FIELD(smtap_node_section, generation),
    FIELD(smtap_node_section, start),
    FIELD(smtap_node_section, process_id),
    FIELD(smtap_node_section, entries),
    FIELD(smtap_node_section, started),
    FIELD(smtap_node_section, adapters),
    FIELD(smtap_node_section, capture_offset),
    FIELD(smtap_node_section, capture_bytes),
    FIELD(smtap_node_section, heartbeat),
    FIELD(smtap_node_section, state),
    OFFSET(struct smtap_node_section, table),

    SIZE(struct smtap_adapter),
    FIELD(smtap_adapter, bell),
    FIELD(smtap_adapter, lanes_reserved),
    FIELD(smtap_adapter, sleep),
    FIELD(smtap_adapter, large_reserved),
    FIELD(smtap_adapter, small_reserved),
    FIELD(smtap_adapter, sent),
    FIELD(smtap_adapter, received),
    FIELD(smtap_adapter, former_sent),
    FIELD(smtap_adapter, former_received),
    OFFSET(struct smtap_adapter, lanes),

    SIZE(struct smtap_network_entry),
    FIELD(smtap_network_entry, state),
    FIELD(smtap_network_entry, kind),
    FIELD(smtap_network_entry, name),

    SIZE(struct smtap_common_section),
    FIELD(smtap_common_section, magic),
    FIELD(smtap_common_section, version),
    FIELD(smtap_common_section, features),
    FIELD(smtap_common_section, bytes),
    FIELD(smtap_common_section, networks),
    FIELD(smtap_common_section, rings),
    FIELD(smtap_common_section, slots),
    FIELD(smtap_common_section, nodes),
    FIELD(smtap_common_section, start),
    OFFSET(struct smtap_common_section, table),

    CONSTANT(SMTAP_FORMAT_VERSION),
    CONSTANT(SMTAP_NODE_MAGIC),
    CONSTANT(SMTAP_COMMON_MAGIC),
    CONSTANT(SMTAP_MOST_ADAPTERS),
    CONSTANT(SMTAP_MOST_NETWORKS),
    CONSTANT(SMTAP_COUNTERS),
    CONSTANT(SMTAP_LARGE_SLOT_BYTES),
    CONSTANT(SMTAP_SMALL_SLOT_BYTES),
    CONSTANT(SMTAP_NODE_RUNNING),
    CONSTANT(SMTAP_NODE_STOPPED),
    CONSTANT(SMTAP_ADAPTER_NONE),
    CONSTANT(SMTAP_ADAPTER_PRESENT),
    CONSTANT(SMTAP_ADAPTER_GONE),
    CONSTANT(SMTAP_NETWORK_LOCAL),
    CONSTANT(SMTAP_NETWORK_GLOBAL),
};

const size_t smtap_facility_layout_entries =
    sizeof smtap_facility_layout / sizeof smtap_facility_layout[0];
