/** Settles as `work` does, or rejects after `milliseconds`; what `work` comes to then is ignored. */
export function within<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`nothing came of it within ${milliseconds} ms`);
      error.name = 'TimeoutError';
      reject(error);
    }, milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
