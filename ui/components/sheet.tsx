import './sheet.css';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A dialog over the page: keeps the focus, closes by Escape or a press outside, gives the focus back. */
export function Sheet({
  title,
  onClose,
  alert = false,
  children,
}: {
  title: string;
  onClose: () => void;
  alert?: boolean;
  children: ReactNode;
}) {
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!alert} onOpenChange={(open) => open || onClose()}>
      <Modal className="sheet">
        <Dialog role={alert ? 'alertdialog' : 'dialog'} className="sheet-body">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
