export { openCapture, type CaptureDoor } from './open-capture.ts';
