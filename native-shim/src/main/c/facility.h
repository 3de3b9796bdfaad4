/*
 * The facility's format for readers in C: every structure that nodes share, byte by byte. The same
 * drawings stand in the descriptor classes of the Java driver (packages wire, ring and facility of
 * dev.smtap), and a test compares drawing, Java and C.
 *
 * All numbers are little-endian but the SM header, which is in network byte order. Nothing is an
 * address. Fields called zero_N are written as zeros and not read. A reader believes nothing that
 * another node writes: it copies a number once, checks it, and uses its copy.
 */
#ifndef SMTAP_FACILITY_H
#define SMTAP_FACILITY_H

#include <stdint.h>

enum {
  SMTAP_FORMAT_VERSION = 2,
  SMTAP_MOST_ADAPTERS = 16,
  SMTAP_MOST_NETWORKS = 16,
  SMTAP_COUNTERS = 16,
  SMTAP_SEARCH_COUNTERS = 32,
  SMTAP_MOST_CAPTURE_RINGS = 32,
  SMTAP_PAGE_BYTES = 4096,
  SMTAP_LARGE_SLOT_BYTES = 68 * 1024,
  SMTAP_SMALL_SLOT_BYTES = 2 * 1024
};

/* "SMTAPNOD" and "SMTAPCOM". */
#define SMTAP_NODE_MAGIC UINT64_C(0x444f4e5041544d53)
#define SMTAP_COMMON_MAGIC UINT64_C(0x4d4f435041544d53)

enum { SMTAP_NODE_RUNNING = 1, SMTAP_NODE_STOPPED = 2 };
enum { SMTAP_ADAPTER_NONE = 0, SMTAP_ADAPTER_PRESENT = 1, SMTAP_ADAPTER_GONE = 2 };
enum { SMTAP_NETWORK_LOCAL = 1, SMTAP_NETWORK_GLOBAL = 2 };
enum { SMTAP_IS_GLOBAL = 1, SMTAP_IS_DRAINING = 2, SMTAP_HAS_PORTS = 4 };
enum { SMTAP_TAKES_IPV4 = 1, SMTAP_TAKES_IPV6 = 2 };

/* The outer envelope of a frame. The command bit is the I/G bit of source[0]. */
struct smtap_sm_header {
  uint8_t destination[6];
  uint8_t source[6];
  uint8_t type[2];
  uint8_t zero_14[2];
};

/* struct virtio_net_hdr_v1, here in the words of the driver. */
struct smtap_virtio_net_header {
  uint8_t flags;
  uint8_t gso_type;
  uint16_t header_bytes;
  uint16_t segment_bytes;
  uint16_t checksum_start;
  uint16_t checksum_offset;
  uint16_t buffers;
};

/* A slot of a pool, and the record of a cast slot. */
struct smtap_slot {
  uint8_t sm_header[16];
  uint8_t virtio[12];
  uint8_t frame[];
};

/* What a node keeps about one peer on one network. */
struct smtap_lane {
  uint32_t peer_id;
  uint32_t zero_4;
  uint64_t peer_generation; /* 0 = free, published last */
  uint64_t start;
  uint8_t zero_24[104];
  uint64_t write; /* ring to the peer */
  uint8_t zero_136[120];
  uint64_t read; /* ring from the peer */
  uint8_t zero_264[120];
  uint64_t sent[SMTAP_COUNTERS];
  uint64_t received[SMTAP_COUNTERS];
  uint8_t zero_640[384];
  uint64_t descriptors[]; /* length in the low half, slot in the high half */
};

/* One ring's head in a cast area. */
struct smtap_cast_head {
  uint64_t write;
  uint64_t label; /* group address, 0 = free */
  uint8_t zero_16[112];
};

/* One network's cast area; behind the heads, from the next page on, the slots of ring 0, 1, ... */
struct smtap_cast {
  uint64_t lock; /* generation (upper 48 bits), node ID (lower 16), 0 = free */
  uint8_t zero_8[120];
  uint32_t bell;
  uint8_t zero_132[892];
  struct smtap_cast_head rings[];
};

struct smtap_cast_slot {
  uint64_t sequence; /* write counter after this frame, 0 = being written */
  uint32_t node_id;
  uint32_t length;
  uint64_t generation;
  uint64_t time; /* CLOCK_MONOTONIC nanoseconds */
  uint8_t zero_32[32];
  uint8_t record[SMTAP_LARGE_SLOT_BYTES - 64];
};

/* Head of a capture ring. Counters in bytes, never wrapping. */
struct smtap_capture_head {
  uint64_t intent; /* up to where bytes may be changing */
  uint64_t written; /* up to where records are whole */
  uint8_t zero_16[112];
};

/*
 * A node's capture area; ring 2n is that of the transmitter of adapter n, ring 2n + 1 that of its
 * receiver. A ring is cut into eight blocks, which no record crosses.
 */
struct smtap_capture {
  uint32_t rings;
  uint32_t zero_4;
  uint64_t ring_bytes; /* a power of two */
  uint8_t zero_16[112];
  struct smtap_capture_head heads[SMTAP_MOST_CAPTURE_RINGS];
  uint8_t zero_4224[3968];
  uint8_t records[]; /* those of ring 0, of ring 1, ... */
};

/* A record of a capture ring, at a multiple of 64. */
struct smtap_capture_record {
  uint32_t record_bytes; /* with what fills it up to a multiple of 64 */
  uint32_t kind;
  uint64_t number; /* in its capture ring, from 1 on */
  uint64_t time; /* CLOCK_REALTIME nanoseconds */
  uint64_t ring_sequence; /* write counter after the frame, 0 = in no ring */
  uint32_t ring;
  uint32_t peer; /* node ID, 0 = none */
  uint32_t direction;
  uint32_t drop_reason; /* kind of counter (1 to 4) * 256 + its place, 0 = none */
  uint32_t length; /* of the whole slot record */
  uint32_t captured; /* how much of it is here */
  uint8_t zero_56[8];
  uint8_t slot_record[]; /* struct smtap_slot, or struct smtap_command */
};

enum { SMTAP_CAPTURE_FRAME = 1, SMTAP_CAPTURE_COMMAND = 2, SMTAP_CAPTURE_PADDING = 3 };
enum {
  SMTAP_CAPTURE_TAP = 1,
  SMTAP_CAPTURE_PAIR = 2,
  SMTAP_CAPTURE_BROADCAST = 3,
  SMTAP_CAPTURE_MULTICAST = 4
};
enum { SMTAP_CAPTURE_INBOUND = 1, SMTAP_CAPTURE_OUTBOUND = 2 };

/* A socket that takes new flows. An address is two little-endian words, the first half first. */
struct smtap_listener {
  uint8_t protocol;
  uint8_t flags;
  uint16_t local_port;
  uint16_t foreign_port;
  uint16_t zero_6;
  uint8_t local_address[16]; /* zero for any */
  uint8_t foreign_address[16]; /* zero for any */
};

/* A segment outside on which a node can answer for a global address. */
struct smtap_offer {
  uint8_t first_address[16];
  uint32_t prefix_length;
  uint32_t address; /* its number */
  uint32_t flags;
  uint32_t zero_28;
};

/* A flow in a command, as the node sees it that may have its socket. */
struct smtap_flow {
  uint8_t protocol;
  uint8_t zero_1[3];
  uint16_t local_port;
  uint16_t foreign_port; /* 0 = all flows of the local end */
  uint8_t local_address[16];
  uint8_t foreign_address[16];
};

enum {
  SMTAP_COMMAND_HELLO = 1,
  SMTAP_COMMAND_QUESTION = 2,
  SMTAP_COMMAND_ANSWER = 3,
  SMTAP_COMMAND_ENDED = 4
};
enum {
  SMTAP_VERDICT_NONE = 0,
  SMTAP_VERDICT_LISTENER = 1,
  SMTAP_VERDICT_FOREIGN_END = 2,
  SMTAP_VERDICT_LINGERING = 3,
  SMTAP_VERDICT_EXACT = 4
};
enum { SMTAP_COMMAND_FLOWS = 48, SMTAP_VERDICT_BITS = 3 };

/* A record whose SM header has the command bit: hello, question, answer, sockets that ended. */
struct smtap_command {
  uint8_t sm_header[14];
  uint8_t zero_14[2];
  uint64_t code;
  uint64_t argument; /* answer: number of the question and verdict; ended: how many flows */
  struct smtap_flow flows[];
};

/* What a node publishes about a global network, behind the area of its adapter there. */
struct smtap_global {
  uint32_t state;
  uint32_t weight;
  uint64_t sequence; /* odd while what it covers changes */
  uint32_t address_count;
  uint32_t listener_count;
  uint32_t offer_count;
  uint32_t left_out;
  uint64_t table_reserved;
  uint8_t zero_40[88];
  uint64_t counters[SMTAP_SEARCH_COUNTERS]; /* by enum smtap_search */
  uint8_t zero_384[640];
  uint8_t addresses[64][16];
  struct smtap_offer offers[64];
  struct smtap_listener listeners[1024];
  uint8_t table[]; /* struct smtap_connections */
};

/* Counters of the search for owners. */
enum smtap_search {
  SMTAP_SEARCH_KNOWN,
  SMTAP_SEARCH_EXACT,
  SMTAP_SEARCH_FOREIGN_END,
  SMTAP_SEARCH_LISTENER,
  SMTAP_SEARCH_UNASKED,
  SMTAP_SEARCH_FRAGMENT,
  SMTAP_SEARCH_QUOTED,
  SMTAP_SEARCH_PORTLESS,
  SMTAP_SEARCH_QUESTIONS,
  SMTAP_SEARCH_OVERDUE,
  SMTAP_SEARCH_ANSWERS,
  SMTAP_SEARCH_WAITED,
  SMTAP_SEARCH_REJECTED,
  SMTAP_SEARCH_ENDED,
  SMTAP_SEARCH_UNRECORDED,
  SMTAP_SEARCH_CONFLICTS,
  SMTAP_SEARCH_TAKEN_OVER
};

/* The connection table of a global network: a head, then buckets. */
struct smtap_connections {
  uint8_t seed[16];
  uint64_t buckets;
  uint64_t most_flows;
  uint64_t flows;
  uint64_t aged_out;
  uint64_t node_gone;
  uint64_t evicted;
  uint64_t refused;
  uint8_t zero_72[1024 - 72];
  uint8_t addresses[64][16];
  uint8_t zero_2048[4096 - 2048];
  uint8_t nodes[512][16];
  uint8_t table[];
};

/* Four flows: their keys, then their counters. */
struct smtap_bucket {
  uint8_t passed_by;
  uint8_t step_and_state;
  uint16_t node;
  uint8_t begun_high;
  uint8_t sequence[3]; /* odd while the entry is written */
  uint16_t foreign_port;
  uint16_t local_port;
  uint16_t address;
  uint8_t protocol; /* 0 = free */
  uint8_t zero_15;
  uint8_t foreign_address[16]; /* two little-endian words, the first half of the address first */
  uint8_t other_keys[96];
  uint8_t bytes[6];
  uint16_t begun_low; /* with begun_high above it: ticks of 2^28 ns of CLOCK_MONOTONIC, as last_used */
  uint8_t packets[5];
  uint8_t last_used[3];
  uint8_t other_counters[48];
};

/* What a node says about one of its adapters. */
struct smtap_adapter_entry {
  uint32_t state;
  uint32_t kind;
  uint32_t network;
  uint32_t mtu;
  uint32_t offloads;
  uint32_t ifindex;
  uint64_t mac; /* first byte on the wire in bits 40 to 47 */
  uint64_t area_offset;
  uint64_t area_bytes;
  uint32_t large_slots;
  uint32_t small_slots;
  uint32_t link_flags;
  uint32_t flows; /* of the connection table, 0 = none */
  char network_name[32];
  char interface_name[16];
  char namespace[64];
  uint64_t kernel_drops;
  uint32_t spin_micros; /* UINT32_MAX: busy-poll */
  uint32_t offloads_wanted;
};

/* Head of a node's section. */
struct smtap_node_section {
  uint64_t magic;
  uint32_t version; /* published last */
  uint32_t features;
  uint64_t bytes;
  uint32_t node_id;
  uint32_t lanes;
  uint64_t generation;
  uint64_t start;
  uint32_t process_id;
  uint32_t entries;
  uint64_t started; /* milliseconds since 1970 */
  uint32_t adapters;
  uint32_t zero_68;
  uint64_t capture_offset; /* of the capture area in the file, behind the section; 0 = none */
  uint64_t capture_bytes; /* at most */
  uint8_t zero_88[40];
  uint64_t heartbeat; /* CLOCK_MONOTONIC nanoseconds */
  uint32_t state;
  uint32_t zero_140;
  uint64_t capture_reserved; /* what of it has memory, 0 = nobody captures */
  uint8_t zero_152[872];
  struct smtap_adapter_entry table[SMTAP_MOST_ADAPTERS];
};

/* Head of an adapter's area; lanes, large slots and small slots follow from the next page on. */
struct smtap_adapter {
  uint32_t bell;
  uint32_t lanes_reserved;
  uint8_t zero_8[120];
  uint32_t sleep;
  uint8_t zero_132[124];
  uint32_t large_reserved;
  uint32_t small_reserved;
  uint8_t zero_264[120];
  uint64_t sent[SMTAP_COUNTERS];
  uint64_t received[SMTAP_COUNTERS];
  uint64_t former_sent[SMTAP_COUNTERS];
  uint64_t former_received[SMTAP_COUNTERS];
  uint8_t zero_896[3200];
  uint8_t lanes[];
};

/* An entry of the table of networks. */
struct smtap_network_entry {
  uint32_t state;
  uint32_t kind;
  uint64_t zero_8;
  char name[32];
  uint8_t zero_48[16];
};

/* Head of the common section; the cast areas follow from the next page on. */
struct smtap_common_section {
  uint64_t magic;
  uint32_t version; /* published last */
  uint32_t features;
  uint64_t bytes;
  uint32_t networks;
  uint32_t rings; /* of each network, the broadcast ring included */
  uint32_t slots; /* of each ring */
  uint32_t nodes;
  uint64_t start;
  uint8_t zero_48[976];
  struct smtap_network_entry table[SMTAP_MOST_NETWORKS];
};

#endif
