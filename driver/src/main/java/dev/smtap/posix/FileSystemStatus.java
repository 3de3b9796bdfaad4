package dev.smtap.posix;

/**
 * What fstatfs(2) says about a file system.
 *
 * @param type magic number
 * @param blockSize bytes
 */
public record FileSystemStatus(long type, long blockSize, long freeBlocks, long blocks) {
  /** TMPFS_MAGIC. */
  public static final long TMPFS = 0x01021994L;

  /** HUGETLBFS_MAGIC. */
  public static final long HUGETLBFS = 0x958458f6L;

  /** NSFS_MAGIC: where the files of namespaces are. */
  public static final long NSFS = 0x6e736673L;

  public long freeBytes() {
    return freeBlocks * blockSize;
  }

  public long totalBytes() {
    return blocks * blockSize;
  }
}
