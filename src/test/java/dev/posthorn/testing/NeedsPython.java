package dev.posthorn.testing;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.opentest4j.TestAbortedException;

/**
 * Skips a class of properties on a machine without Python. It has to happen before their first try:
 * a try that is aborted is a rejected sample to jqwik, and too many of those are a failure.
 */
public final class NeedsPython implements SkipExecutionHook {
  @Override
  public SkipResult shouldBeSkipped(LifecycleContext context) {
    String test = context.optionalContainerClass().map(Class::getName).orElse(context.label());
    try {
      Needs.program(test, "python3", "apt-get install python3");
    } catch (TestAbortedException e) {
      return SkipResult.skip(e.getMessage());
    } catch (AssertionError failsLaterInTheProperty) {
      return SkipResult.doNotSkip();
    }
    return SkipResult.doNotSkip();
  }
}
