package dev.posthorn.merge;

/** A stretch of a template that is decided: text as it is, or where a value comes. */
sealed interface Piece {
  /**
   * The template's own text.
   *
   * @param text may be empty
   */
  record Text(String text) implements Piece {}

  /**
   * Where a value comes.
   *
   * @param column whose
   */
  record Gap(String column) implements Piece {}
}
