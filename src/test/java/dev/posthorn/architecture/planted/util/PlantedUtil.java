package dev.posthorn.architecture.planted.util;

/** Breaks: a package that the house does not have. */
public final class PlantedUtil {}
