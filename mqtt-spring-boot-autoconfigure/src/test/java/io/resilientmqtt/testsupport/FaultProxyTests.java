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

package io.resilientmqtt.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FaultProxy}.
 */
class FaultProxyTests {

	private static final int PATIENCE_MILLIS = 30_000;

	private static final int SILENCE_MILLIS = 200;

	private ServerSocket broker;

	private FaultProxy proxy;

	private final List<Socket> sockets = new ArrayList<>();

	@BeforeEach
	void start() throws IOException {
		this.broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.broker.setSoTimeout(PATIENCE_MILLIS);
		this.proxy = new FaultProxy("127.0.0.1", this.broker.getLocalPort());
	}

	@AfterEach
	void stop() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.proxy.close();
		this.broker.close();
	}

	private Socket connect() throws IOException {
		return patient(new Socket(InetAddress.getLoopbackAddress(), this.proxy.port()));
	}

	private Socket accept() throws IOException {
		return patient(this.broker.accept());
	}

	private Socket patient(Socket socket) throws IOException {
		this.sockets.add(socket);
		socket.setSoTimeout(PATIENCE_MILLIS);
		return socket;
	}

	private static void send(Socket socket, int value) throws IOException {
		socket.getOutputStream().write(value);
	}

	private static int receive(Socket socket) throws IOException {
		return socket.getInputStream().read();
	}

	private static void assertReceivesNothing(Socket socket) throws IOException {
		socket.setSoTimeout(SILENCE_MILLIS);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receive(socket));
		socket.setSoTimeout(PATIENCE_MILLIS);
	}

	@Test
	void passesBytesOnUnchanged() throws IOException {
		Socket client = connect();
		Socket server = accept();
		byte[] sent = new byte[1_000_000];
		new Random(1).nextBytes(sent);
		Thread sender = new Thread(() -> {
			try {
				client.getOutputStream().write(sent);
				client.shutdownOutput();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		sender.start();
		assertThat(server.getInputStream().readAllBytes()).isEqualTo(sent);
	}

	@Test
	void passesTheEndOfAConnectionOn() throws IOException {
		Socket client = connect();
		Socket server = accept();
		send(server, 1);
		server.close();
		assertThat(receive(client)).isEqualTo(1);
		assertThat(receive(client)).isEqualTo(-1);
		await().until(() -> this.proxy.connections() == 0);
	}

	@Test
	void cutIsAResetForBothEnds() throws IOException {
		Socket client = connect();
		Socket server = accept();
		send(client, 1);
		assertThat(receive(server)).isEqualTo(1);
		this.proxy.cut();
		assertThatIOException().isThrownBy(() -> receive(client)).withMessageContaining("reset");
		assertThatIOException().isThrownBy(() -> receive(server)).withMessageContaining("reset");
	}

	@Test
	void closeIsTheEndOfTheStreamForBothEnds() throws IOException {
		Socket client = connect();
		Socket server = accept();
		send(client, 1);
		assertThat(receive(server)).isEqualTo(1);
		this.proxy.closeConnections();
		assertThat(receive(client)).isEqualTo(-1);
		assertThat(receive(server)).isEqualTo(-1);
	}

	@Test
	void blackHoleInSwallowsWhatGoesToTheClientUntilItIsOver() throws IOException {
		Socket client = connect();
		Socket server = accept();
		this.proxy.blackHoleIn();
		send(server, 1);
		send(client, 2);
		assertThat(receive(server)).isEqualTo(2);
		assertReceivesNothing(client);
		this.proxy.restore();
		assertThat(receive(client)).isEqualTo(1);
	}

	@Test
	void blackHoleOutSwallowsWhatGoesToTheBrokerUntilItIsOver() throws IOException {
		Socket client = connect();
		Socket server = accept();
		this.proxy.blackHoleOut();
		send(server, 1);
		send(client, 2);
		assertThat(receive(client)).isEqualTo(1);
		assertReceivesNothing(server);
		this.proxy.restore();
		assertThat(receive(server)).isEqualTo(2);
	}

	@Test
	void blackHoleSwallowsEvenTheEndOfAConnection() throws IOException {
		Socket client = connect();
		Socket server = accept();
		this.proxy.blackHole();
		server.close();
		assertReceivesNothing(client);
		this.proxy.restore();
		assertThat(receive(client)).isEqualTo(-1);
	}

	@Test
	void aConnectionOpenedInABlackHoleGetsThroughWhenItIsOver() throws IOException {
		this.proxy.blackHoleIn();
		Socket client = connect();
		send(client, 1);
		assertReceivesNothing(client);
		this.broker.setSoTimeout(SILENCE_MILLIS);
		assertThatIOException().isThrownBy(this::accept);
		this.broker.setSoTimeout(PATIENCE_MILLIS);
		this.proxy.restore();
		assertThat(receive(accept())).isEqualTo(1);
	}

	@Test
	void aConnectionGivenUpInABlackHoleNeverWas() throws IOException {
		this.proxy.blackHole();
		Socket client = connect();
		send(client, 1);
		client.close();
		await().until(() -> this.proxy.connections() == 0);
		this.proxy.restore();
		Socket second = connect();
		send(second, 2);
		assertThat(receive(accept())).isEqualTo(2);
	}

	@Test
	void refuseEndsConnectionsAndRefusesOthersUntilItIsOver() throws IOException {
		Socket client = connect();
		send(accept(), 1);
		assertThat(receive(client)).isEqualTo(1);
		this.proxy.refuse();
		assertThat(receive(client)).isEqualTo(-1);
		assertThatIOException().isThrownBy(this::connect).withMessageContaining("refused");
		this.proxy.restore();
		send(connect(), 3);
		assertThat(receive(accept())).isEqualTo(3);
	}

	@Test
	void aConnectionEndsIfNobodyIsThereToTakeIt() throws IOException {
		this.broker.close();
		Socket client = connect();
		assertThatIOException().isThrownBy(() -> receive(client)).withMessageContaining("reset");
	}

	@Test
	void latencyDelaysAndKeepsTheOrder() throws IOException {
		Socket client = connect();
		Socket server = accept();
		this.proxy.latency(Duration.ofMillis(3 * SILENCE_MILLIS));
		long start = System.nanoTime();
		send(client, 1);
		assertReceivesNothing(server);
		this.proxy.restore();
		send(client, 2);
		assertThat(receive(server)).isEqualTo(1);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(3 * SILENCE_MILLIS).toNanos());
		assertThat(receive(server)).isEqualTo(2);
	}

	@Test
	void throttleLetsOnlySoMuchPass() throws IOException {
		Socket client = connect();
		Socket server = accept();
		this.proxy.throttle(10_000);
		long start = System.nanoTime();
		client.getOutputStream().write(new byte[3_000]);
		assertThat(server.getInputStream().readNBytes(3_000)).hasSize(3_000);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
	}

	@Test
	void knowsWhenTrafficCouldPass() {
		long start = System.nanoTime();
		assertThat(this.proxy.log().couldPass(start, System.nanoTime())).isTrue();
		assertThat(this.proxy.log().wasDisturbed(start, System.nanoTime())).isFalse();
		this.proxy.cut();
		long cut = System.nanoTime();
		assertThat(this.proxy.log().wasDisturbed(start, cut)).isTrue();
		assertThat(this.proxy.log().wasDisturbed(cut, System.nanoTime())).isFalse();
		this.proxy.blackHoleOut();
		long holed = System.nanoTime();
		assertThat(this.proxy.log().couldPass(cut, holed)).isTrue();
		assertThat(this.proxy.log().couldPass(holed, System.nanoTime())).isFalse();
		this.proxy.restore();
		assertThat(this.proxy.log().couldPass(holed, System.nanoTime())).isTrue();
		assertThat(this.proxy.log().wasDisturbed(holed, System.nanoTime())).isTrue();
		assertThat(this.proxy.log().wasDisturbed(System.nanoTime(), System.nanoTime())).isFalse();
	}

	@Test
	void faultsAreTheSameForTheSameSeed() {
		List<Fault> faults = Fault.allOf(this.proxy, Duration.ofSeconds(5));
		FaultSchedule one = new FaultSchedule(7, faults);
		FaultSchedule other = new FaultSchedule(7, faults);
		List<Fault> round = new ArrayList<>();
		for (int i = 0; i < faults.size(); i++) {
			Fault fault = one.next();
			assertThat(other.next()).isSameAs(fault);
			Duration duration = one.durationOf(fault);
			assertThat(other.durationOf(fault)).isEqualTo(duration);
			assertThat(duration).isBetween(fault.shortest(), fault.longest());
			round.add(fault);
		}
		assertThat(round).containsExactlyInAnyOrderElementsOf(faults);
	}

	@Test
	void everyFaultComesAndGoes() throws IOException {
		for (Fault fault : Fault.allOf(this.proxy, Duration.ofSeconds(5))) {
			fault.begin().run();
			fault.end().run();
			Socket client = connect();
			send(client, 4);
			assertThat(receive(accept())).isEqualTo(4);
		}
	}

}
