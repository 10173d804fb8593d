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

package io.resilientmqtt.client;

import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Who passes {@code null} where there must be something is told so at once, by the name
 * of the argument.
 */
class NullArgumentsTests {

	private static final MqttClientFactory factory = new NettyMqttClientFactory();

	private static final MqttClient client = factory
		.create(MqttClientOptions.builder().runtime((runtime) -> runtime.queueLength(1)).build());

	private static final List<Object> INSTANCES = List.of(factory, client, client.queue(), MqttClientOptions.builder(),
			new SessionOptions.Builder(), new LivenessOptions.Builder(), new RuntimeOptions.Builder(),
			Mqtt5Options.builder(), Subscription.builder("a"), DisconnectOptions.builder(), MqttMessage.builder("a"),
			PublishProperties.builder());

	private static final List<Class<?>> TYPES = List.of(MqttClientOptions.class, SessionOptions.class,
			LivenessOptions.class, RuntimeOptions.class, Mqtt5Options.class, Receiver.class, Subscription.class,
			SubscriptionOptions.class, DisconnectOptions.class, PublishOptions.class, ReconnectOptions.class,
			WanCheckOptions.class, TransportOptions.class, WebSocketOptions.class, ProxyOptions.class, Will.class,
			ServerAddress.class, Credentials.class, ReasonProperties.class, UserProperty.class, MqttMessage.class,
			TopicFilter.class, ReceiverContextExecutor.class);

	@AfterAll
	static void close() {
		factory.close();
	}

	static Stream<Argument> arguments() {
		Stream<Argument> ofInstances = INSTANCES.stream()
			.flatMap((instance) -> Arrays.stream(publicType(instance).getMethods())
				.filter((method) -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge()
						&& method.getDeclaringClass() != Object.class)
				.flatMap((method) -> arguments(instance, method)));
		Stream<Argument> ofTypes = TYPES.stream()
			.flatMap((type) -> Stream.concat(Arrays.stream(type.getConstructors()),
					Arrays.stream(type.getMethods())
						.filter((method) -> Modifier.isStatic(method.getModifiers()))
						.filter((method) -> !method.getName().equals("received")))) // checks
																					// nothing
			.flatMap((executable) -> arguments(null, executable));
		return Stream.concat(ofInstances, ofTypes);
	}

	private static Class<?> publicType(Object instance) {
		return Stream.<Class<?>>of(MqttClient.class, MqttClientFactory.class, MessageQueue.class)
			.filter((type) -> type.isInstance(instance))
			.findFirst()
			.orElse(instance.getClass());
	}

	private static Stream<Argument> arguments(@Nullable Object target, Executable executable) {
		AnnotatedType[] types = executable.getAnnotatedParameterTypes();
		List<Argument> arguments = new ArrayList<>();
		for (int i = 0; i < types.length; i++) {
			boolean primitive = executable.getParameterTypes()[i].isPrimitive();
			if (!primitive && !types[i].isAnnotationPresent(Nullable.class)) {
				arguments.add(new Argument(target, executable, i));
			}
		}
		return arguments.stream();
	}

	@ParameterizedTest
	@MethodSource("arguments")
	void isNamed(Argument argument) throws Exception {
		Object[] values = Arrays.stream(argument.executable().getParameters())
			.map(NullArgumentsTests::sample)
			.toArray();
		values[argument.index()] = null;
		assertThatNullPointerException().isThrownBy(() -> call(argument, values))
			.withMessageContaining("'" + argument.name() + "'");
	}

	private static void call(Argument argument, Object[] values) throws Throwable {
		try {
			if (argument.executable() instanceof Method method) {
				method.setAccessible(true);
				method.invoke(argument.target(), values);
			}
			else {
				((Constructor<?>) argument.executable()).newInstance(values);
			}
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static @Nullable Object sample(Parameter parameter) {
		Class<?> type = parameter.getType();
		for (Object sample : new Object[] { "a", new byte[0], 1024, true, 2.0, 10_000_000L, Duration.ofSeconds(1),
				ByteBuffer.allocate(0), QoS.AT_MOST_ONCE, TopicFilter.of("a"),
				MqttMessage.of("a", new byte[0], QoS.AT_MOST_ONCE, false), new UserProperty("a", "a"),
				PublishProperties.NONE, List.of(), Set.of(TopicFilter.of("a")), Map.of(), DisconnectOptions.DEFAULT,
				ReasonProperties.NONE, SubscriptionOptions.DEFAULT, Mqtt5Options.builder().build(),
				MqttClientOptions.builder().build(), WanCheckOptions.DEFAULT, WebSocketOptions.DEFAULT,
				new ServerAddress("a", 1), Credentials.NONE, MqttClientOptions.builder().build().publish(),
				MqttClientOptions.builder().build().session(), MqttClientOptions.builder().build().liveness(),
				MqttClientOptions.builder().build().runtime(), MqttClientOptions.builder().build().reconnect(),
				MqttClientOptions.builder().build().transport(), TimeUnit.SECONDS, SubscriptionOwner.APPLICATION,
				UnmatchedOptions.DEFAULT }) {
			if (wrapper(type).isInstance(sample)) {
				return sample;
			}
		}
		if (type.isEnum()) {
			return type.getEnumConstants()[0];
		}
		if (type.isArray()) {
			return Array.newInstance(type.getComponentType(), 0);
		}
		if (type.isInterface()) {
			return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, values) -> {
				throw new UnsupportedOperationException();
			});
		}
		return null;
	}

	private static Class<?> wrapper(Class<?> type) {
		return type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
	}

	@Test
	void elementsAreNamedToo() {
		assertThatNullPointerException().isThrownBy(() -> client.subscribe((Subscription) null))
			.withMessageContaining("'subscriptions'");
		assertThatNullPointerException().isThrownBy(() -> client.unsubscribe((String) null))
			.withMessageContaining("'topicFilters'");
		assertThatNullPointerException()
			.isThrownBy(() -> client.unsubscribe(List.of("a"), Collections.singletonList(null)))
			.withMessageContaining("'userProperties'");
		assertThatNullPointerException()
			.isThrownBy(() -> Receiver.of("a", Collections.singletonList(null), (message, ack) -> {
			}))
			.withMessageContaining("'filters'");
		assertThatNullPointerException()
			.isThrownBy(() -> MqttClientOptions.builder().servers(Collections.singletonList(null)).build())
			.withMessageContaining("'servers'");
	}

	@Test
	void aRefusedReceiverHoldsNothingUp() {
		MqttClient client = factory.create(MqttClientOptions.builder().server("127.0.0.1", 1).build());
		assertThatNullPointerException().isThrownBy(() -> client.addReceiver(null)).withMessageContaining("'receiver'");
		assertThatNullPointerException().isThrownBy(() -> client.onConnectionEvent(null));
		assertThat(client.connect()).failsWithin(Duration.ofSeconds(60));
	}

	/**
	 * An argument that must not be {@code null}.
	 *
	 * @param target what is called, or {@code null}
	 * @param executable what is called on it
	 * @param index which argument
	 */
	record Argument(@Nullable Object target, Executable executable, int index) {

		String name() {
			return this.executable.getParameters()[this.index].getName();
		}

		@Override
		public String toString() {
			return this.executable.getDeclaringClass().getSimpleName() + "." + this.executable.getName() + " " + name()
					+ " of " + this.executable.getParameterCount();
		}

	}

}
