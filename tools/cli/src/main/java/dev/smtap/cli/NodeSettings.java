package dev.smtap.cli;

import java.util.List;

/**
 * What is set for one node, by flags or in the configuration file.
 *
 * @param id its ID, 0 for the first free one
 * @param netns its network namespace, empty for that of smtap
 * @param locals its adapters on local networks
 */
record NodeSettings(int id, String netns, List<AdapterSettings> locals) {}
