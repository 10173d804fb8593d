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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.event.MqttUpEvent;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.dsl.Mqtt;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;
import jakarta.annotation.PreDestroy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * A small application without a web server, whose profiles say what it does. Run in a JVM
 * of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
public class LifecycleApplication {

	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(LifecycleApplication.class, args);
		System.out.println("MAIN HAS RETURNED");
		if (context.getEnvironment().matchesProfiles("close")) {
			context.close();
			System.out.println("CLOSED");
		}
	}

	@EventListener
	void up(MqttUpEvent event) {
		System.out.println("UP");
	}

	@Configuration(proxyBeanMethods = false)
	@Profile("listener")
	static class Listener {

		@MqttListener(topics = "in")
		void on(String payload) {
			System.out.println("RECEIVED " + payload);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("receiver")
	static class Receiver {

		Receiver(MqttClient client) {
			client.onMessage("in", (message) -> System.out.println("RECEIVED " + message.payloadAsString()));
			client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("adapter")
	static class Adapter {

		@Bean
		IntegrationFlow received(ResilientMqttClientManager manager) {
			return IntegrationFlow.from(Mqtt.inboundAdapter(manager, "in"))
				.handle((message) -> System.out
					.println("RECEIVED " + new String((byte[]) message.getPayload(), StandardCharsets.UTF_8)))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("stuck")
	static class Stuck {

		@MqttListener(topics = "in")
		void on(String payload) {
			System.out.println("STUCK");
			for (;;) {
				try {
					Thread.sleep(Long.MAX_VALUE);
				}
				catch (InterruptedException ex) {
					System.out.println("INTERRUPTED IN VAIN");
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("interruptible")
	static class Interruptible {

		@MqttListener(topics = "in", executor = "applicationTaskExecutor")
		void on(String payload) throws InterruptedException {
			System.out.println("STUCK");
			Thread.sleep(Long.MAX_VALUE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("closing")
	static class Closing {

		private final ConfigurableApplicationContext context;

		Closing(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@MqttListener(topics = "in")
		void on(String payload) {
			long begin = System.nanoTime();
			this.context.close();
			System.out.println("CLOSED BY LISTENER AFTER MILLIS " + (System.nanoTime() - begin) / 1_000_000);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("joins-early")
	static class JoinsEarly {

		JoinsEarly(MqttTemplate mqtt) {
			mqtt.send("status", "early").thenApply((sent) -> sent).join();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("sends-early")
	static class SendsEarly {

		SendsEarly(MqttTemplate mqtt) {
			mqtt.send("status", "early").thenRun(() -> System.out.println("SENT EARLY"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("bye")
	static class Bye {

		private final MqttTemplate mqtt;

		Bye(MqttTemplate mqtt) {
			this.mqtt = mqtt;
		}

		@PreDestroy
		void bye() {
			try {
				this.mqtt.send("status", "offline").join();
				System.out.println("BYE SENT");
			}
			catch (RuntimeException ex) {
				System.out.println("BYE FAILED " + ex);
			}
		}

	}

	/**
	 * As an application has it for something else.
	 */
	@Configuration(proxyBeanMethods = false)
	@Profile("work")
	static class Work {

		Work(Executor applicationTaskExecutor) {
			applicationTaskExecutor.execute(() -> System.out.println("WORK DONE"));
		}

	}

}
