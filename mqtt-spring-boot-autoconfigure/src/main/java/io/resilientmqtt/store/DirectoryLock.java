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

package io.resilientmqtt.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.session.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A file whose lock the operating system gives free when its owner ends, however it ends.
 * The file says who the owner is.
 */
final class DirectoryLock {

	/**
	 * Far behind what is written into it, because a lock may keep others from reading.
	 */
	private static final long LOCKED = Long.MAX_VALUE - 1;

	private static final int MAX_OWNER = 1000;

	/**
	 * The owners within this process, by the file. A second channel to a file that is
	 * locked must not be closed: that would give the lock free.
	 */
	private static final Map<Path, String> owners = new ConcurrentHashMap<>();

	private static final List<FileChannel> unclosable = new CopyOnWriteArrayList<>();

	private final Path file;

	private final FileChannel channel;

	private DirectoryLock(Path file, FileChannel channel) {
		this.file = file;
		this.channel = channel;
	}

	/**
	 * Lock a file, which is made.
	 * @param file the file, in a directory that is there, as a real path
	 * @param owner who locks it
	 * @param location which store it is for
	 * @return the lock
	 * @throws IOException if the file can't be made or locked
	 * @throws SessionStoreException if somebody else has locked it
	 */
	static DirectoryLock acquire(Path file, String owner, String location) throws IOException {
		String other = owners.putIfAbsent(file, owner);
		if (other != null) {
			throw isOpen(location, "this " + other);
		}
		DirectoryLock lock = null;
		try {
			lock = lock(file, owner, location);
			return lock;
		}
		finally {
			if (lock == null) {
				owners.remove(file);
			}
		}
	}

	private static DirectoryLock lock(Path file, String owner, String location) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		boolean close = true;
		try {
			FileLock lock = channel.tryLock(LOCKED, 1, false);
			if (lock == null) {
				throw isOpen(location, read(channel));
			}
			channel.truncate(0);
			channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
			close = false;
			return new DirectoryLock(file, channel);
		}
		catch (OverlappingFileLockException ex) { // by another class loader
			unclosable.add(channel);
			close = false;
			throw isOpen(location, "another application of this process");
		}
		finally {
			if (close) {
				channel.close();
			}
		}
	}

	private static String read(FileChannel channel) throws IOException {
		ByteBuffer owner = ByteBuffer.allocate(MAX_OWNER);
		channel.read(owner, 0);
		return (owner.position() > 0) ? new String(owner.array(), 0, owner.position(), StandardCharsets.UTF_8)
				: "another process";
	}

	private static SessionStoreException isOpen(String location, @Nullable String owner) {
		return new SessionStoreException("Store " + location + " is open in " + owner
				+ "; end that process, close that client, or give each client a directory or a name of its own");
	}

	/**
	 * Give the lock free.
	 * @throws IOException if the file can't be closed
	 */
	void release() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			owners.remove(this.file);
		}
	}

}
