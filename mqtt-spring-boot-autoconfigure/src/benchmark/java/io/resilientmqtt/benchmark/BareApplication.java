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

package io.resilientmqtt.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application that does nothing, for {@link StartUp}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BareApplication {

	private static final int COLLECTIONS = 5;

	/**
	 * Start, say so, and say how much heap is in use.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(BareApplication.class, args);
		started();
		end();
	}

	/**
	 * The application is ready.
	 */
	static void started() {
		System.out.println("STARTED .");
	}

	/**
	 * Nothing more will happen.
	 */
	static void end() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		long least = Long.MAX_VALUE;
		for (int i = 0; i < COLLECTIONS; i++) {
			memory.gc();
			least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
		}
		System.out.println("RETAINED " + least);
		System.exit(0);
	}

}
