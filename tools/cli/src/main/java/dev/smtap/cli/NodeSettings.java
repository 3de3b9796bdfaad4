package dev.smtap.cli;

import java.util.List;

/**
 * What is set for one node, by flags or in the configuration file.
 *
 * @param id its ID, 0 for the first free one
 * @param netns its network namespace, empty for that of smtap
 * @param adapters its adapters, those on local networks first
 */
record NodeSettings(int id, String netns, List<AdapterSettings> adapters) {}
