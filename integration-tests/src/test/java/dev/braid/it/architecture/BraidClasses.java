package dev.braid.it.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** All classes of {@code dev.braid} that the tests of this module see, read once. */
final class BraidClasses {
  static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.braid");

  private BraidClasses() {}
}
