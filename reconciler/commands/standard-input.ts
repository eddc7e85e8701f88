import { UsageError } from './command.ts';

/** All that comes from a stream; throws UsageError where it is more than `maxBytes`. */
export async function readInput(stream: AsyncIterable<Buffer>, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > maxBytes) throw new UsageError(`the standard input has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
