/* The least that a test needs: says where a condition does not hold and ends with 1. */
#ifndef SMTAP_CHECK_H
#define SMTAP_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) {                                                    \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                             \
    }                                                                      \
  } while (0)

#define CHECK_RESULT(wanted, call)                                                     \
  do {                                                                                 \
    long long result = (long long)(call);                                              \
    if (result != (long long)(wanted)) {                                               \
      fprintf(stderr, "%s:%d: %s gave %lld, not %s\n", __FILE__, __LINE__, #call, result, #wanted); \
      exit(1);                                                                         \
    }                                                                                  \
  } while (0)

#endif
