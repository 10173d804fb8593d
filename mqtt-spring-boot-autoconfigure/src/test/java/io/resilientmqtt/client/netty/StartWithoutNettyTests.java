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

package io.resilientmqtt.client.netty;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that starts does not wait for Netty: what it does with its client until
 * it is ready loads none of Netty's classes in its thread.
 */
class StartWithoutNettyTests {

	@Test
	void theThreadThatConnectsLoadsNoClassOfNettys() throws Exception {
		List<String> loaded = Collections.synchronizedList(new ArrayList<>());
		try (RecordingClassLoader loader = new RecordingClassLoader(Thread.currentThread(), loaded)) {
			Class<?> start = loader.loadClass(Start.class.getName());
			Callable<?> callable = (Callable<?>) start.getDeclaredConstructor().newInstance();
			try (AutoCloseable factory = (AutoCloseable) callable.call()) {
				assertThat(factory.getClass()).isNotEqualTo(NettyMqttClientFactory.class);
				assertThat(loaded).contains(NettyMqttClientFactory.class.getName())
					.noneMatch((name) -> name.startsWith("io.netty."));
			}
			assertThat(loader.all).as("loaded by any thread").anyMatch((name) -> name.startsWith("io.netty."));
		}
	}

	/**
	 * What an application does when it starts.
	 */
	public static final class Start implements Callable<MqttClientFactory> {

		@Override
		public MqttClientFactory call() {
			MqttClientFactory factory = new NettyMqttClientFactory();
			MqttClient client = factory
				.create(MqttClientOptions.builder().servers(List.of(new ServerAddress("127.0.0.1", 1))).build());
			synchronized (factory) { // which the thread that makes the client needs first
				client.addReceiver(Receiver.of("listener", List.of("a"), (message, acknowledgement) -> {
				})).pause();
				client.onConnectionEvent((event) -> {
				});
				client.status();
				client.subscriptions();
				client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE));
				client.connect();
			}
			return factory;
		}

	}

	private static final class RecordingClassLoader extends URLClassLoader {

		private final List<String> all = Collections.synchronizedList(new ArrayList<>());

		private final Thread thread;

		private final List<String> loaded;

		RecordingClassLoader(Thread thread, List<String> loaded) {
			super(classPath(), ClassLoader.getPlatformClassLoader());
			this.thread = thread;
			this.loaded = loaded;
		}

		private static URL[] classPath() {
			return urls(System.getProperty("java.class.path").split(File.pathSeparator));
		}

		private static URL[] urls(String[] entries) {
			URL[] urls = new URL[entries.length];
			for (int i = 0; i < urls.length; i++) {
				try {
					urls[i] = Path.of(entries[i]).toUri().toURL();
				}
				catch (MalformedURLException ex) {
					throw new IllegalArgumentException(ex);
				}
			}
			return urls;
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			this.all.add(name);
			if (Thread.currentThread() == this.thread) {
				this.loaded.add(name);
			}
			return super.findClass(name);
		}

	}

}
