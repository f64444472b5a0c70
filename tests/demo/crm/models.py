"""A small shop: customers, products, orders."""

from __future__ import annotations

from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    segment = models.CharField(
        max_length=20,
        choices=[("retail", "Retail"), ("wholesale", "Wholesale"), ("public", "Public sector")],
        default="retail",
    )
    active = models.BooleanField(default=True)

    class Meta:
        app_label = "crm"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "crm"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    name = models.CharField(max_length=100)
    category = models.CharField(
        max_length=20,
        choices=[("book", "Book"), ("tool", "Tool"), ("toy", "Toy"), ("other", "Other")],
        default="other",
    )
    price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        app_label = "crm"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    status = models.CharField(
        max_length=20,
        choices=[
            ("draft", "Draft"),
            ("placed", "Placed"),
            ("paid", "Paid"),
            ("shipped", "Shipped"),
            ("returned", "Returned"),
        ],
        default="draft",
    )
    placed_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    tags = models.ManyToManyField(Tag, blank=True)

    class Meta:
        app_label = "crm"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Order {self.pk}"
