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

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Without the libraries that only some options need, the others work and those say what
 * is missing.
 */
class OptionalDependencyTests {

	@Test
	void tcpNeedsNeither() throws Exception {
		assertThat(new Without("io.netty.handler.codec.http", "io.netty.handler.proxy").connect("tcp"))
			.isEqualTo("refused");
	}

	@Test
	void aWebSocketNeedsTheHttpCodec() throws Exception {
		assertThat(new Without("io.netty.handler.codec.http").connect("websocket")).contains("transport = 'websocket'")
			.contains("io.netty:netty-codec-http");
	}

	@Test
	void aProxyNeedsItsHandler() throws Exception {
		assertThat(new Without("io.netty.handler.proxy").connect("proxy")).contains("proxy.host = '127.0.0.1'")
			.contains("io.netty:netty-handler-proxy");
	}

	@Test
	void aRunTimeImageNeedsNoExtendedSocketOptions() throws Exception {
		assertThat(new Without().acknowledge()).isEqualTo("at once");
		assertThat(new Without("jdk.net").acknowledge()).isEqualTo("delayed");
	}

	/**
	 * Loads the client anew, without some packages.
	 */
	private static final class Without extends ClassLoader {

		private final String[] packages;

		Without(String... packages) {
			super(OptionalDependencyTests.class.getClassLoader());
			this.packages = packages;
		}

		String connect(String what) throws Exception {
			try {
				return (String) main().getMethod("connect", String.class).invoke(null, what);
			}
			catch (InvocationTargetException ex) {
				return String.valueOf(ex.getCause().getMessage());
			}
		}

		String acknowledge() throws Exception {
			return (String) main().getMethod("acknowledge").invoke(null);
		}

		private Class<?> main() throws ClassNotFoundException {
			return loadClass(OptionalDependencyMain.class.getName());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			for (String each : this.packages) {
				if (name.startsWith(each)) {
					throw new ClassNotFoundException(name);
				}
			}
			if (!name.startsWith("io.resilientmqtt.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream input = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (input == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = input.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
