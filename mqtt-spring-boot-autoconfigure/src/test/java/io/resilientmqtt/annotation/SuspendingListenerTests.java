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

package io.resilientmqtt.annotation;

import java.util.List;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for suspending functions of Kotlin. The classes have the shape that its compiler
 * makes: a last parameter of type {@code kotlin.coroutines.Continuation}, and
 * {@code Object} as the result.
 */
class SuspendingListenerTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "one", "alone", "batch", "handler" })
	void suspendingFunctionIsRefusedAtStartWithTheRemedy(String kind) {
		Class<?> type = suspending(kind);
		assertThatExceptionOfType(InvalidMqttListenerException.class)
			.isThrownBy(() -> ListenerInfrastructure.refresh(this.context, type))
			.withMessageContaining("'on' is a suspending function of Kotlin, which is not supported")
			.withMessageContaining("CompletableFuture");
	}

	private static Class<?> suspending(String kind) {
		ByteBuddy types = new ByteBuddy();
		DynamicType.Unloaded<?> continuation = types.makeInterface().name("kotlin.coroutines.Continuation").make();
		AnnotationDescription listener = AnnotationDescription.Builder.ofType(MqttListener.class)
			.defineArray("topics", "a")
			.define("batch", kind.equals("batch"))
			.build();
		AnnotationDescription handler = AnnotationDescription.Builder.ofType(MqttHandler.class).build();
		return types.subclass(Object.class)
			.name("com.example.Suspending")
			.annotateType(
					kind.equals("handler") ? new AnnotationDescription[] { listener } : new AnnotationDescription[0])
			.defineMethod("on", Object.class, Visibility.PUBLIC)
			.withParameters(parameters(kind, continuation.getTypeDescription()))
			.intercept(FixedValue.nullValue())
			.annotateMethod(kind.equals("handler") ? handler : listener)
			.make()
			.include(continuation)
			.load(SuspendingListenerTests.class.getClassLoader())
			.getLoaded();
	}

	private static List<TypeDescription> parameters(String kind, TypeDescription continuation) {
		return switch (kind) {
			case "alone" -> List.of(continuation);
			case "batch" -> List.of(TypeDescription.ForLoadedType.of(List.class), continuation);
			default -> List.of(TypeDescription.ForLoadedType.of(String.class), continuation);
		};
	}

}
