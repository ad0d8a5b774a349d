/** Text of the English example: information security rules of a company that does not exist. */
export const securityGuide = {
  title: 'Information Security Guide',
  subtitle: 'Spruce Technology, IT Department, valid from 1 January 2025',
  header: 'Spruce Technology - Information Security Guide 2025',
  blocks: [
    ['h1', '1 Purpose and Scope'],
    [
      'p',
      'This guide says how everyone at Spruce Technology protects the information of the company, its customers and its staff. It applies to employees, interns and contractors, on company devices as well as on private devices that are used for work.',
    ],
    [
      'p',
      'The IT Department owns the guide and reviews it every December. Questions go to the security desk, extension 5110.',
    ],
    ['h1', '2 Accounts and Passwords'],
    ['h2', '2.1 Password Rules'],
    [
      'p',
      'A password has at least 14 characters and is used for one account only. Passphrases of four or more unrelated words are welcome. Passwords are changed when there is a sign of misuse; they do not expire by the calendar.',
    ],
    [
      'p',
      'Passwords are kept in the company password manager and nowhere else: not in a browser, not in a chat, not on paper. Nobody at Spruce Technology, the IT Department included, will ever ask for your password.',
    ],
    ['h2', '2.2 Multi-Factor Authentication'],
    [
      'p',
      'Multi-factor authentication is mandatory for e-mail, VPN, source code and the finance system. Use the authenticator application or a hardware key; codes by text message are allowed only during the first seven days of employment.',
    ],
    ['h2', '2.3 Leaving and Changing Teams'],
    [
      'p',
      'Access that is no longer needed is removed within one working day. Managers confirm the access list of their team every quarter.',
    ],
    ['h1', '3 Devices'],
    ['h2', '3.1 Laptops and Phones'],
    [
      'p',
      'Disks are encrypted, the screen locks after five minutes, and security updates are installed within 72 hours of their release. Only software from the company catalog may be installed without asking.',
    ],
    ['h2', '3.2 Lost or Stolen Devices'],
    [
      'p',
      'Report a lost or stolen laptop or phone to the security desk within 4 hours, at night and on weekends as well. The desk wipes the device remotely and blocks its accounts. Tell the police only after the desk has been told.',
    ],
    ['h2', '3.3 USB Drives'],
    [
      'p',
      'USB drives and other removable media are forbidden on company devices. Large files for customers are sent through the file transfer portal, where links expire after 14 days. Exceptions for production equipment are granted by the IT Department for at most 30 days.',
    ],
    ['h1', '4 Network and Remote Work'],
    ['h2', '4.1 VPN'],
    [
      'p',
      'Internal systems are reached through the company VPN only. The VPN client starts with the device; switching it off for longer than 15 minutes disconnects all internal sessions. Split tunnelling is not available.',
    ],
    ['h2', '4.2 Public Networks'],
    [
      'p',
      'Public wireless networks in hotels, trains and cafes may be used with the VPN switched on. Do not work on confidential documents where others can read the screen; a privacy filter is available from the service desk.',
    ],
    ['h1', '5 Data Classes'],
    [
      'p',
      'Every document belongs to one of four classes. The author chooses the class, and when in doubt takes the higher one.',
    ],
    [
      'table',
      [
        ['Class', 'Examples', 'Where it may be stored', 'Who may see it'],
        ['Public', 'Press releases, job offers', 'Anywhere', 'Everyone'],
        ['Internal', 'Handbooks, meeting notes', 'Company systems', 'All staff'],
        ['Confidential', 'Contracts, source code', 'Company systems with access list', 'Named teams'],
        ['Restricted', 'Payroll, customer data', 'Encrypted vault only', 'Named persons'],
      ],
      [1, 1.5, 1.7, 1.1],
    ],
    [
      'p',
      'Confidential and restricted documents leave the company only under a signed non-disclosure agreement. Restricted data is deleted 24 months after the end of the project.',
    ],
    ['h1', '6 Incidents'],
    ['h2', '6.1 What to Report'],
    ['p', 'Report at once, and rather once too often:'],
    ['li', '- a message that asks for a password, a payment or a code;'],
    ['li', '- an attachment that was opened by mistake;'],
    ['li', '- a device or a badge that is missing;'],
    ['li', '- data that was sent to the wrong person.'],
    ['h2', '6.2 How the Desk Responds'],
    [
      'p',
      'The security desk answers within 30 minutes during working hours and within two hours otherwise. Who reports an own mistake without delay has no disciplinary measure to fear.',
    ],
    ['h2', '6.3 Phishing Exercises'],
    [
      'p',
      'The IT Department sends a phishing exercise every quarter. Staff who click the link take a training of 20 minutes within ten working days.',
    ],
    ['h1', '7 Exceptions'],
    [
      'p',
      'Exceptions from this guide are requested in the service portal, are limited to 90 days and are approved by the head of the IT Department.',
    ],
  ],
};
