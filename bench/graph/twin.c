// The physical limit beside the engine: one breadth-first search with a visited bitset over the same arrays, and random
// reads of four bytes from 64 MB. Reads: nodes, edges, root (int32), then starts[nodes + 1], far[edges]. Prints per round:
// "bfs <visited> <ms>" and "gather <million a second>".
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *in = fopen(argv[1], "rb");
  if (!in) return 2;
  int rounds = atoi(argv[2]);
  int32_t head[3];
  if (fread(head, 4, 3, in) != 3) return 2;
  int32_t nodes = head[0], edges = head[1], root = head[2];
  int32_t *starts = malloc(4 * ((size_t)nodes + 1));
  int32_t *far = malloc(4 * (size_t)edges + 4);
  if (fread(starts, 4, nodes + 1, in) != (size_t)nodes + 1) return 2;
  if (fread(far, 4, edges, in) != (size_t)edges) return 2;
  fclose(in);
  uint32_t *seen = calloc((nodes >> 5) + 1, 4);
  int32_t *queue = malloc(4 * (size_t)nodes + 4);
  for (int round = 0; round < rounds; round++) {
    double began = now_ms();
    int32_t tail = 0;
    queue[tail++] = root;
    seen[root >> 5] |= 1u << (root & 31);
    for (int32_t at = 0; at < tail; at++) {
      int32_t node = queue[at], end = starts[node + 1];
      for (int32_t e = starts[node]; e < end; e++) {
        int32_t to = far[e];
        uint32_t bit = 1u << (to & 31);
        if (seen[to >> 5] & bit) continue;
        seen[to >> 5] |= bit;
        queue[tail++] = to;
      }
    }
    for (int32_t at = 0; at < tail; at++) seen[queue[at] >> 5] = 0;
    printf("bfs %d %.6f\n", tail, now_ms() - began);
  }
  uint32_t count = 1u << 24, sum = 0, state = 1;
  uint32_t *table = malloc(4 * (size_t)count);
  for (uint32_t i = 0; i < count; i++) table[i] = i;
  double began = now_ms();
  for (uint32_t i = 0; i < 4000000u; i++) {
    state = state * 1664525u + 1013904223u;
    sum += table[state >> 8];
  }
  printf("gather %.1f %u\n", 4000.0 / (now_ms() - began), sum);
  return 0;
}
