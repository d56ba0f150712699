select o.id from {{ ref('orders') }} o join {{ ref('customers') }} c on c.id = o.customer_id where c.id > 10
