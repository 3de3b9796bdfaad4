package dev.smtap.facility;

import dev.smtap.memory.SharedMemory;

/**
 * What a node says about one adapter and can change while it runs: one word each, opaque. Written
 * by the owner's control thread.
 *
 * @param position position of the entry in the adapter table
 */
public record AdapterEntry(long position) {
  private int get(int offset) {
    return SharedMemory.getIntOpaque(position + offset);
  }

  private void put(int offset, int value) {
    SharedMemory.putIntRelease(position + offset, value);
  }

  /** State, see {@link AdapterEntryDescriptor}. */
  public int state() {
    return get(AdapterEntryDescriptor.STATE_OFFSET);
  }

  /** Sets the state. */
  public void setState(int state) {
    put(AdapterEntryDescriptor.STATE_OFFSET, state);
  }

  /** MTU of the interface. */
  public int mtu() {
    return get(AdapterEntryDescriptor.MTU_OFFSET);
  }

  /** Sets the MTU. */
  public void setMtu(int mtu) {
    put(AdapterEntryDescriptor.MTU_OFFSET, mtu);
  }

  /** Offloads that the adapter receives, as bits. */
  public int offloads() {
    return get(AdapterEntryDescriptor.OFFLOADS_OFFSET);
  }

  /** Sets the offloads. */
  public void setOffloads(int bits) {
    put(AdapterEntryDescriptor.OFFLOADS_OFFSET, bits);
  }

  /** Offloads that were asked for, as bits. */
  public int offloadsWanted() {
    return get(AdapterEntryDescriptor.OFFLOADS_WANTED_OFFSET);
  }

  /** Sets the offloads that were asked for. */
  public void setOffloadsWanted(int bits) {
    put(AdapterEntryDescriptor.OFFLOADS_WANTED_OFFSET, bits);
  }

  /**
   * Microseconds that the receiver spins before it sleeps, or {@link
   * AdapterEntryDescriptor#BUSY_POLL}.
   */
  public int spinMicros() {
    return get(AdapterEntryDescriptor.SPIN_MICROS_OFFSET);
  }

  /** Sets how long the receiver spins. */
  public void setSpinMicros(int micros) {
    put(AdapterEntryDescriptor.SPIN_MICROS_OFFSET, micros);
  }

  /** Index of the interface. */
  public int ifindex() {
    return get(AdapterEntryDescriptor.IFINDEX_OFFSET);
  }

  /** Sets the interface index. */
  public void setIfindex(int ifindex) {
    put(AdapterEntryDescriptor.IFINDEX_OFFSET, ifindex);
  }

  /** Flags of the link (IFF_UP is 1). */
  public int linkFlags() {
    return get(AdapterEntryDescriptor.LINK_FLAGS_OFFSET);
  }

  /** Sets the link's flags. */
  public void setLinkFlags(int flags) {
    put(AdapterEntryDescriptor.LINK_FLAGS_OFFSET, flags);
  }

  /** MAC address of the interface. */
  public long mac() {
    return SharedMemory.getLongOpaque(position + AdapterEntryDescriptor.MAC_OFFSET);
  }

  /** Sets the MAC address. */
  public void setMac(long mac) {
    SharedMemory.putLongOpaque(position + AdapterEntryDescriptor.MAC_OFFSET, mac);
  }

  /** Frames that the kernel dropped in front of the driver, as last seen. */
  public long kernelDrops() {
    return SharedMemory.getLongOpaque(position + AdapterEntryDescriptor.KERNEL_DROPS_OFFSET);
  }

  /** Sets the kernel's count of dropped frames. */
  public void setKernelDrops(long drops) {
    SharedMemory.putLongOpaque(position + AdapterEntryDescriptor.KERNEL_DROPS_OFFSET, drops);
  }

  /** Name of the interface. */
  public String interfaceName() {
    return SectionText.get(
        position + AdapterEntryDescriptor.INTERFACE_NAME_OFFSET,
        AdapterEntryDescriptor.INTERFACE_NAME_BYTES);
  }

  /** Sets the interface's name. */
  public void setInterfaceName(String name) {
    SectionText.put(
        position + AdapterEntryDescriptor.INTERFACE_NAME_OFFSET,
        AdapterEntryDescriptor.INTERFACE_NAME_BYTES,
        name);
  }

  /** The namespace, as the operator named it; {@code ...} in front of a path that was cut. */
  public String namespace() {
    return SectionText.get(
        position + AdapterEntryDescriptor.NAMESPACE_OFFSET, AdapterEntryDescriptor.NAMESPACE_BYTES);
  }

  /** Sets the namespace's name; of a path that is too long, the end. */
  public void setNamespace(String name) {
    SectionText.putEnd(
        position + AdapterEntryDescriptor.NAMESPACE_OFFSET,
        AdapterEntryDescriptor.NAMESPACE_BYTES,
        name);
  }
}
