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

package io.resilientmqtt.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.resilientmqtt.annotation.MqttListener;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.messaging.Message;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image has to know.
 */
class MqttRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void theRegistrarIsFoundByAotProcessing() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(MqttRuntimeHints.class);
	}

	@Test
	void everyClassWithVariableHandlesIsHinted() throws Exception {
		List<String> withHandles = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.resilientmqtt")
			.stream()
			.filter((type) -> type.getFields()
				.stream()
				.anyMatch((field) -> field.getRawType().isEquivalentTo(VarHandle.class)))
			.map(JavaClass::getName)
			.toList();
		assertThat(withHandles).containsExactlyInAnyOrder(MqttRuntimeHints.CLASSES_WITH_HANDLES);
		new MqttRuntimeHints().registerHints(this.hints, null);
		for (String name : withHandles) {
			for (Field field : Class.forName(name).getDeclaredFields()) {
				assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(field)).accepts(this.hints);
			}
		}
	}

	@Test
	void listenerMethodsAndWhatTheyTakeAndReturnAreHinted() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Listeners.class);
		for (String name : List.of("onReading", "onBatch", "onMessage", "onMetaAnnotated")) {
			Method method = ReflectionUtils.findMethod(Listeners.class, name, (Class<?>[]) null);
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).accepts(this.hints);
		}
		for (Class<?> type : List.of(Reading.class, Unit.class, InBatch.class, InMessage.class, Reply.class,
				ToMetaAnnotated.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).as(type.getName()).accepts(this.hints);
		}
		assertThat(
				RuntimeHintsPredicates.reflection().onConstructorInvocation(Reading.class.getDeclaredConstructors()[0]))
			.accepts(this.hints);
	}

	@Test
	void otherMethodsAreNot() throws Exception {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Listeners.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Listeners.class.getDeclaredMethod("other")))
			.rejects(this.hints);
	}

	static class Listeners {

		@MqttListener(topics = "a")
		CompletableFuture<Reply> onReading(Reading reading) {
			return CompletableFuture.completedFuture(new Reply("done"));
		}

		@MqttListener(topics = "b")
		void onBatch(List<InBatch> batch) {
		}

		@MqttListener(topics = "c")
		void onMessage(Message<InMessage> message) {
		}

		@MetaAnnotated(topics = "d")
		void onMetaAnnotated(ToMetaAnnotated payload) {
		}

		void other() {
		}

	}

	record Reading(double value, Unit unit) {
	}

	record Unit(String name) {
	}

	record InBatch(String name) {
	}

	record InMessage(String name) {
	}

	record Reply(String name) {
	}

	record ToMetaAnnotated(String name) {
	}

	@Retention(RetentionPolicy.RUNTIME)
	@MqttListener(topics = "")
	@interface MetaAnnotated {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] topics();

	}

}
