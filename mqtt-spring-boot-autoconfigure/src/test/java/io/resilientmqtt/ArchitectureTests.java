/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which package may know which. Dependencies point one way only, from the
 * auto-configuration down to the messages; a row names all that its package may use. A
 * package that does not exist yet breaks no rule.
 */
@AnalyzeClasses(packages = "io.resilientmqtt", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.resilientmqtt.";

	@ArchTest
	// @formatter:off
	final ArchRule packagesKnowOnlyThoseBelow = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.withOptionalLayers(true)
		.layer("message").definedBy(ROOT + "message..")
		.layer("client").definedBy(ROOT + "client")
		.layer("session").definedBy(ROOT + "client.session..")
		.layer("netty").definedBy(ROOT + "client.netty..")
		.layer("store").definedBy(ROOT + "store..")
		.layer("messaging").definedBy(ROOT + "messaging..")
		.layer("listener").definedBy(ROOT + "listener..")
		.layer("event").definedBy(ROOT + "event..")
		.layer("test").definedBy(ROOT + "test..")
		.layer("annotation").definedBy(ROOT + "annotation..")
		.layer("integration").definedBy(ROOT + "integration..")
		.layer("observation").definedBy(ROOT + "observation..")
		.layer("actuate").definedBy(ROOT + "actuate..")
		.layer("autoconfigure").definedBy(ROOT + "autoconfigure..")
		.whereLayer("message").mayNotAccessAnyLayer()
		.whereLayer("client").mayOnlyAccessLayers("message", "session")
		.whereLayer("session").mayOnlyAccessLayers("message")
		.whereLayer("netty").mayOnlyAccessLayers("message", "client", "session")
		.whereLayer("store").mayOnlyAccessLayers("message", "session")
		.whereLayer("messaging").mayOnlyAccessLayers("message", "client")
		.whereLayer("listener").mayOnlyAccessLayers("message", "client", "messaging")
		.whereLayer("event").mayOnlyAccessLayers("message", "client")
		.whereLayer("test").mayOnlyAccessLayers("message", "client")
		.whereLayer("annotation").mayOnlyAccessLayers("message", "client", "messaging", "listener")
		.whereLayer("integration").mayOnlyAccessLayers("message", "client", "messaging")
		.whereLayer("observation").mayOnlyAccessLayers("message", "client", "messaging", "listener")
		.whereLayer("actuate").mayOnlyAccessLayers("message", "client", "messaging", "listener")
		.whereLayer("netty").mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("autoconfigure").mayNotBeAccessedByAnyLayer()
		.ensureAllClassesAreContainedInArchitecture();
	// @formatter:on

	@ArchTest
	final ArchRule packagesFormNoCycle = SlicesRuleDefinition.slices()
		.matching("io.resilientmqtt.(**)")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	@ArchTest
	void noMoreThanThreeFilesOfAPackageFormACycle(JavaClasses classes) {
		assertThat(FileCycles.of(classes)).allMatch((cycle) -> cycle.size() <= 3);
	}

	@ArchTest
	final ArchRule messagesAndClientKnowNoLibrary = ArchRuleDefinition.classes()
		.that()
		.resideInAnyPackage(ROOT + "message..", ROOT + "client", ROOT + "client.session..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "javax.crypto..", "javax.net.ssl..", "org.jspecify.annotations..", "org.slf4j..",
				"io.resilientmqtt..")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule engineKnowsNettyAlone = ArchRuleDefinition.classes()
		.that()
		.resideInAPackage(ROOT + "client.netty..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "javax.net.ssl..", "jdk.net..", "org.jspecify.annotations..", "org.slf4j..",
				"io.netty..", "io.resilientmqtt..")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule engineShowsItsFactoryAlone = ArchRuleDefinition.classes()
		.that()
		.resideInAPackage(ROOT + "client.netty")
		.and()
		.areTopLevelClasses()
		.and()
		.arePublic()
		.should()
		.haveSimpleName("NettyMqttClientFactory")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule roomsOfTheEngineAreItsOwn = ArchRuleDefinition.classes()
		.that()
		.resideInAPackage(ROOT + "client.netty.(*)..")
		.should()
		.onlyBeAccessed()
		.byAnyPackage(ROOT + "client.netty..");

	@ArchTest
	final ArchRule sessionKnowsNoThreadAndNoClock = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(ROOT + "client.session..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.assignableTo(Thread.class)
			.or(JavaClass.Predicates.assignableTo(Executor.class))
			.or(JavaClass.Predicates.assignableTo(Lock.class))
			.or(JavaClass.Predicates.assignableTo(Clock.class)))
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.allowEmptyShould(true);

	@ArchTest
	final ArchRule librariesOfSomeUsersStayWhereTheyBelong = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackages(ROOT + "autoconfigure..", ROOT + "integration..", ROOT + "observation..",
				ROOT + "actuate..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health..",
				"org.springframework.integration..", "org.apache.activemq..", "org.testcontainers..",
				"io.micrometer.core..", "io.micrometer.observation..", "io.micrometer.tracing..");

	@ArchTest
	final ArchRule packagesAreNullMarked = ArchRuleDefinition.classes()
		.should(ArchConditions.be(inNullMarkedPackage()));

	@ArchTest
	final ArchRule packagesAreThereForAClass = ArchRuleDefinition.classes()
		.that()
		.haveSimpleName("package-info")
		.should(ArchConditions.be(besideAnotherClass()));

	private static DescribedPredicate<JavaClass> besideAnotherClass() {
		return DescribedPredicate.describe("beside another class", (type) -> type.getPackage().getClasses().size() > 1);
	}

	private static DescribedPredicate<JavaClass> inNullMarkedPackage() {
		return DescribedPredicate.describe("in a package whose package-info is @NullMarked",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
	}

}
