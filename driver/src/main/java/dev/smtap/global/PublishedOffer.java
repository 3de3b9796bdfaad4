package dev.smtap.global;

/**
 * What a node publishes of an offer. Immutable.
 *
 * @param what the address and the segment
 * @param isHeld whether the node answers there now, see {@link Election}
 */
public record PublishedOffer(SegmentAddress what, boolean isHeld) {}
