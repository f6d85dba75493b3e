package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenKeysTest {
  @Test
  void everyKeyIsNewOnce() {
    SeenKeys keys = new SeenKeys();
    for (int i = 0; i < 50_000; i++) {
      assertThat(keys.add("person-" + i)).isTrue();
    }
    for (int i = 0; i < 50_000; i++) {
      assertThat(keys.add("person-" + i)).isFalse();
    }
  }
}
