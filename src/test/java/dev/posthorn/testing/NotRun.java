package dev.posthorn.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Says what was not run when a process of tests ends, whether they failed or not: Maven, which says
 * it of all of them at the end of a good build, ends a bad one before.
 */
public final class NotRun implements LauncherSessionListener {
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    Needs.HERE.tell(System.out);
  }
}
