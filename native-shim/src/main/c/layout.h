/* Tables of named numbers, for tests that compare them with Java's copies. */
#ifndef SMTAP_LAYOUT_H
#define SMTAP_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct layout_entry {
  const char *name;
  int64_t value;
};

#define CONSTANT(name) {#name, (int64_t)(name)}
#define SIZE(type) {"sizeof(" #type ")", (int64_t)sizeof(type)}
#define OFFSET(type, field) {"offsetof(" #type ", " #field ")", (int64_t)offsetof(type, field)}

/* Where a field stands, and how long it is. */
#define FIELD(type, field)     \
  OFFSET(struct type, field), \
      {"sizeof(struct " #type "." #field ")", (int64_t)sizeof(((struct type *)0)->field)}

/* Of facility.h. */
extern const struct layout_entry smtap_facility_layout[];
extern const size_t smtap_facility_layout_entries;

#endif
