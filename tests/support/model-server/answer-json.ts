import type { ServerResponse } from 'node:http';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

/** An error as Venice writes most of them. */
export function refuse(response: ServerResponse, status: number, error: string): void {
  sendJson(response, status, { error });
}
